"""Figures of a city for a span of time."""

from dataclasses import dataclass
from datetime import datetime

from app.errors import InvalidInput
from app.models.database import rows
from app.queries.answers import UNANSWERED_FIGURES, answered_share


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a span; shares and the median are None when there is nothing to compute them from.

    ``answered_share`` is the part of the requests with completed work to which an author has said anything, among those
    and the ones that were closed without a word.
    """

    created: int
    completed: int
    confirmed: int
    disputed: int
    unanswered: int
    answered_share: float | None
    on_time_share: float | None
    median_hours_to_done: float | None
    by_category: tuple[tuple[str, int], ...]


async def statistics(city_id: str, start: datetime, end: datetime) -> Statistics:
    """Return the figures of requests created in ``start <= created_at < end``; disputes by when they happened.

    Raises:
        InvalidInput: the span is empty.
    """
    if start >= end:
        raise InvalidInput("to", "to: expected a time after from")
    found = await rows(
        f"""
        SELECT count(*) AS created, count(done_at) AS completed, count(confirmed_at) AS confirmed,
               {UNANSWERED_FIGURES},
               (SELECT count(*) FROM event WHERE city_id = $1 AND kind = 'WORK_DISPUTED' AND at >= $2 AND at < $3)
                   AS disputed,
               avg((done_at <= due_at)::int) FILTER (WHERE done_at IS NOT NULL AND due_at IS NOT NULL) AS on_time,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM done_at - created_at) / 3600) AS median
        FROM service_request r WHERE city_id = $1 AND created_at >= $2 AND created_at < $3
        """,  # noqa: S608 - statuses of the lifecycle table
        city_id,
        start,
        end,
    )
    by_category = await rows(
        "SELECT category_id, count(*) AS n FROM service_request WHERE city_id = $1 AND created_at >= $2"
        " AND created_at < $3 GROUP BY category_id ORDER BY n DESC, category_id",
        city_id,
        start,
        end,
    )
    item = found[0]
    return Statistics(
        created=item["created"],
        completed=item["completed"],
        confirmed=item["confirmed"],
        disputed=item["disputed"],
        unanswered=item["unanswered"],
        answered_share=answered_share(item),
        on_time_share=None if item["on_time"] is None else float(item["on_time"]),
        median_hours_to_done=None if item["median"] is None else float(item["median"]),
        by_category=tuple((counted["category_id"], counted["n"]) for counted in by_category),
    )
