"""The figures of a city's executors: of all time, from a read model with a row for each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.requests.lifecycle import OPEN
from app.events.projections.executor_totals import SUMS, UNDISPUTED, ExecutorTotals
from app.events.projections.request_state import RATINGS
from app.models.database import rows
from app.models.log.whole_log import DISPUTED, DISPUTES
from app.models.status_sql import status_in
from app.queries.figures.answers import answered_share, unanswered_figures
from app.queries.log.projections import current

MOST_EXECUTORS = 500
_EXECUTORS = """
    SELECT id, name FROM account WHERE city_id = $1 AND role = 'EXECUTOR' AND approved_at IS NOT NULL
        AND blocked_at IS NULL AND city_id <> ALL(blocked_cities)
"""
_ORDER = f"ORDER BY confirmed DESC, done DESC, name, id LIMIT {MOST_EXECUTORS}"
# Disputes are those of the city alone; requests are all that an executor has.
_SUMS = ", ".join(
    f"coalesce(sum({name}){' FILTER (WHERE t.city_id = $1)' if name == 'disputed' else ''}, 0)::bigint AS {name}"
    for name in SUMS
)
_FROM_TOTALS = f"""
    WITH state AS MATERIALIZED (SELECT {current(ExecutorTotals.name)} AS current FROM log_state WHERE id = 1),
    executor AS ({_EXECUTORS}),
    score AS (
        SELECT executor.id, executor.name, {_SUMS}
        FROM executor LEFT JOIN executor_total t ON t.executor_id = executor.id
        WHERE (SELECT current FROM state) GROUP BY 1, 2 {_ORDER}
    )
    SELECT (SELECT current FROM state) AS current, score.* FROM (SELECT 1) AS always LEFT JOIN score ON true {_ORDER}
"""  # noqa: S608 - built from constants
_COUNTED = f"""
    WITH executor AS ({_EXECUTORS})
    SELECT a.id, a.name, count(r.id) AS assigned, count(r.id) FILTER (WHERE {status_in(OPEN, "r.status")}) AS active,
           count(r.done_at) AS done, count(r.confirmed_at) AS confirmed, {unanswered_figures()},
           count(*) FILTER (WHERE r.done_at <= r.due_at) AS on_time,
           count(*) FILTER (WHERE r.done_at > r.due_at) AS late,
           (SELECT count(*) FROM {DISPUTES} AS e
               WHERE {DISPUTED} AND e.city_id = $1 AND e.executor_id = a.id) AS disputed,
           rating.rated, rating.stars
    FROM executor a LEFT JOIN service_request r ON r.executor_id = a.id, LATERAL (
        SELECT coalesce(sum(found.rated), 0)::bigint AS rated, coalesce(sum(found.stars), 0)::bigint AS stars
        FROM service_request c JOIN LATERAL (
            {RATINGS} AND v.request_id = c.id GROUP BY v.request_id) AS found ON true
        WHERE c.executor_id = a.id AND {status_in(UNDISPUTED, "c.status")}
    ) AS rating
    GROUP BY a.id, a.name, rating.rated, rating.stars {_ORDER}
"""  # noqa: S608 - statuses of the lifecycle table


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
    found = await rows(_FROM_TOTALS, city_id)
    if not found[0]["current"]:
        return await counted_scores(city_id)
    return [_score(item) for item in found if item["id"] is not None]


async def counted_scores(city_id: str) -> list[ExecutorScore]:
    """Return the same, counted from requests, events and verdicts: the time grows with their number."""
    return [_score(item) for item in await rows(_COUNTED, city_id)]


def _score(item: dict[str, Any]) -> ExecutorScore:
    return ExecutorScore(
        executor_id=item["id"],
        assigned=item["assigned"],
        active=item["active"],
        done=item["done"],
        confirmed=item["confirmed"],
        disputed=item["disputed"],
        unanswered=item["unanswered"],
        answered_share=answered_share(item),
        on_time_share=_share(item["on_time"], item["on_time"] + item["late"]),
        average_rating=_share(item["stars"], item["rated"]),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
