"""The figures of a city's executors."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.lifecycle import CONFIRMED, OPEN, UNANSWERED
from app.models.database import rows
from app.models.status_sql import status_in
from app.queries.answers import UNANSWERED_FIGURES, answered_share

_NOT_DISPUTED = CONFIRMED | UNANSWERED
"""Work that was not disputed. Where only some of its authors answered, their stars count all the same."""


@dataclass(frozen=True, slots=True)
class ExecutorScore:
    """One executor's figures over all time. The rating is the mean of all authors' and co-authors'."""

    executor_id: UUID
    assigned: int
    active: int
    done: int
    confirmed: int
    disputed: int
    unanswered: int
    answered_share: float | None
    """See ``Statistics``."""
    on_time_share: float | None
    average_rating: float | None


async def executor_scores(city_id: str) -> list[ExecutorScore]:
    """Return every approved executor of the city, those with most confirmed work first, at most 500."""
    found = await rows(
        f"""
        SELECT a.id, count(r.id) AS assigned,
               count(r.id) FILTER (WHERE {status_in(OPEN, "r.status")}) AS active,
               count(r.done_at) AS done, count(r.confirmed_at) AS confirmed,
               {UNANSWERED_FIGURES},
               (SELECT count(*) FROM event e WHERE e.kind = 'WORK_DISPUTED' AND e.city_id = $1
                   AND e.snapshot ->> 'executor_id' = a.id::text) AS disputed,
               avg((r.done_at <= r.due_at)::int)
                   FILTER (WHERE r.done_at IS NOT NULL AND r.due_at IS NOT NULL) AS on_time,
               (SELECT avg(v.rating) FROM verdict v JOIN service_request c ON c.id = v.request_id
                   WHERE c.executor_id = a.id AND {status_in(_NOT_DISPUTED, "c.status")} AND v.answer = 'confirm'
                   -- A rating given in a round that ended in a dispute is not about the work that was confirmed.
                   AND NOT EXISTS (SELECT FROM verdict d WHERE d.request_id = v.request_id AND d.round = v.round
                       AND d.answer = 'dispute')) AS rating
        FROM account a LEFT JOIN service_request r ON r.executor_id = a.id
        WHERE a.city_id = $1 AND a.role = 'EXECUTOR' AND a.approved_at IS NOT NULL AND a.blocked_at IS NULL
            AND a.city_id <> ALL(a.blocked_cities)
        GROUP BY a.id ORDER BY confirmed DESC, done DESC, a.name LIMIT 500
        """,  # noqa: S608 - statuses of the lifecycle table
        city_id,
    )
    return [
        ExecutorScore(
            executor_id=item["id"],
            assigned=item["assigned"],
            active=item["active"],
            done=item["done"],
            confirmed=item["confirmed"],
            disputed=item["disputed"],
            unanswered=item["unanswered"],
            answered_share=answered_share(item),
            on_time_share=None if item["on_time"] is None else float(item["on_time"]),
            average_rating=None if item["rating"] is None else float(item["rating"]),
        )
        for item in found
    ]
