"""Figures of a city for a span of time: how the requests that were created in it have ended.

Few requests are counted one by one. Where they are many, the whole days of the span are read from read models and its
ends are counted, so the time does not grow with the span.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.figures.city_days import Piece, Span, span_of
from app.domain.figures.durations import bucket_of, interpolated
from app.errors import InvalidInput
from app.events.projections.day_facts import CATEGORY, CITY, WHOLE_CITY
from app.events.projections.day_figures import DayFigures
from app.events.projections.request_cohorts import NOT_DONE, RequestCohorts
from app.events.projections.request_states import RequestStates
from app.models.database import rows
from app.queries.figures.answers import answered_share, unanswered_figures
from app.queries.figures.day_pieces import Shape, first_days, rows_of_pieces
from app.queries.log.projections import current

FEW = 2000
"""So many requests are counted one by one: the median is then exact."""


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


_COUNTS = ("created", "completed", "confirmed", "unanswered", "answered", "silent", "on_time", "late")
_COUNTED = (
    "count(*) AS created, count(done_at) AS completed, count(confirmed_at) AS confirmed, {answers},"
    " count(*) FILTER (WHERE done_at <= due_at) AS on_time, count(*) FILTER (WHERE done_at > due_at) AS late"
)
_COHORT = f"""
    SELECT {_COUNTED.format(answers=unanswered_figures())}, {{more}}
    FROM service_request r WHERE city_id = $1 AND created_at >= $2 AND created_at < $3
"""  # noqa: S608 - statuses of the lifecycle table
_HOURS = "EXTRACT(EPOCH FROM done_at - created_at)::float8"
_EXACTLY = _COHORT.format(more=f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {_HOURS} / 3600) AS median")
_DISPUTED = """
    SELECT count(*) AS n FROM event WHERE city_id = $1 AND kind = 'WORK_DISPUTED' AND at >= $2 AND at < $3
"""
_CATEGORIES = """
    SELECT category_id, count(*) AS n FROM service_request
    WHERE city_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY category_id
"""
# The ends of a span that are no whole days, in one statement: a row for each end and category, others for disputes.
# Of requests and disputes that no read model has yet, none is taken off.
_IN_PART = f"""
    WITH part AS (SELECT * FROM unnest($2::timestamptz[], $3::timestamptz[], $4::int[]) AS part(since, until, sign))
    SELECT sign, found.*, 0 AS disputed FROM part CROSS JOIN LATERAL (
        SELECT category_id, {_COUNTED.format(answers=unanswered_figures("has_answer"))},
               array_agg({_HOURS}) FILTER (WHERE done_at IS NOT NULL) AS seconds
        FROM (
            SELECT s.category_id, s.status, s.created_at, s.done_at, s.due_at, s.confirmed_at, s.answered AS has_answer
            FROM service_request JOIN request_state s ON s.request_id = service_request.id
            WHERE service_request.city_id = $1
                AND service_request.created_at >= part.since AND service_request.created_at < part.until OFFSET 0
        ) AS r GROUP BY category_id
    ) AS found
    UNION ALL
    SELECT sign, NULL, {", ".join("0" for _ in _COUNTS)}, NULL, found.disputed FROM part CROSS JOIN LATERAL (
        SELECT count(*) AS disputed FROM (
            SELECT FROM event WHERE city_id = $1 AND kind = 'WORK_DISPUTED' AND at >= part.since AND at < part.until
                AND position IS NOT NULL OFFSET 0
        ) AS event
    ) AS found
"""  # noqa: S608 - built from constants
_ALL_CURRENT = f"""
    (SELECT {current(DayFigures.name)} AND {current(RequestCohorts.name)} AND {current(RequestStates.name)}
     FROM log_state WHERE id = 1)
"""  # noqa: S608 - constants
# OFFSET keeps it a look into the index for each day, month and year.
_BUCKETS = f"""
    SELECT bucket, sum(sign * received)::bigint AS created, sum(sign * done)::bigint AS completed,
           sum(sign * confirmed)::bigint AS confirmed, sum(sign * unanswered)::bigint AS unanswered,
           sum(sign * answered)::bigint AS answered, sum(sign * silent)::bigint AS silent,
           sum(sign * on_time)::bigint AS on_time, sum(sign * late)::bigint AS late
    FROM unnest($2::text[], $3::date[], $4::int[]) AS piece(grain, day, sign), LATERAL (
        SELECT * FROM request_cohort c
        WHERE {_ALL_CURRENT} AND c.city_id = $1 AND c.grain = piece.grain AND c.day = piece.day OFFSET 0
    ) AS cohort
    GROUP BY bucket
"""  # noqa: S608 - built from constants


@cache
def _of_days(shape: Shape) -> str:
    columns = f"kind LIKE '{CITY}%' AS is_city, key, received, disputed"
    where = f"{_ALL_CURRENT} AND city_id = $1 AND district_id = '{WHOLE_CITY}'"
    return f"""
        SELECT is_city, key, sum(sign * received)::bigint AS received, sum(sign * disputed)::bigint AS disputed
        FROM ({rows_of_pieces((CITY, CATEGORY), columns, where, shape)}) AS figure GROUP BY 1, 2
    """  # noqa: S608 - built from constants


async def statistics(
    city_id: str, start: datetime, end: datetime, zone: ZoneInfo, now: datetime | None = None
) -> Statistics:
    """Return the figures of requests created in ``start <= created_at < end``; disputes by when they happened.

    With ``now`` fewer rows are read of a span that ends about now.

    Raises:
        InvalidInput: the span is empty.
    """
    if start >= end:
        raise InvalidInput("to", "to: expected a time after from")
    span = span_of(start, end, zone, now)
    if span.days is not None:
        pieces = span.days.pieces(None if now is None else now.astimezone(zone).date())
        columns = [(piece.grain.value, piece.first, -1 if piece.is_taken else 1) for piece in pieces]
        buckets = await rows(_BUCKETS, city_id, *map(list, zip(*columns, strict=True)))
        if sum(row["created"] for row in buckets) > FEW:
            return await _from_read_models(city_id, span, pieces, buckets)
    return await counted_statistics(city_id, start, end)


async def counted_statistics(city_id: str, start: datetime, end: datetime) -> Statistics:
    """Return the same, counted one by one."""
    (item,) = await rows(_EXACTLY, city_id, start, end)
    (disputed,) = await rows(_DISPUTED, city_id, start, end)
    categories = {row["category_id"]: row["n"] for row in await rows(_CATEGORIES, city_id, start, end)}
    return _statistics(item, disputed["n"], categories, None if item["median"] is None else float(item["median"]))


async def _from_read_models(
    city_id: str, span: Span, pieces: Sequence[Piece], buckets: list[dict[str, Any]]
) -> Statistics:
    sums = {name: sum(row[name] for row in buckets) for name in _COUNTS}
    histogram = {row["bucket"]: row["completed"] for row in buckets if row["bucket"] != NOT_DONE}
    categories: dict[str, int] = {}
    disputed = 0
    days = first_days(pieces)
    for row in await rows(_of_days(tuple(days)), city_id, *days.values()):
        disputed += row["disputed"] if row["is_city"] else 0
        if not row["is_city"]:
            categories[row["key"]] = row["received"]
    parts = [(end.since, end.until, -1 if end.is_taken else 1) for end in span.ends]
    for row in await rows(_IN_PART, city_id, *map(list, zip(*parts, strict=True))) if parts else ():
        sign = row["sign"]
        disputed += sign * row["disputed"]
        if row["category_id"] is None:
            continue
        for name in _COUNTS:
            sums[name] += sign * row[name]
        for seconds in row["seconds"] or ():
            bucket = bucket_of(seconds)
            histogram[bucket] = histogram.get(bucket, 0) + sign
        categories[row["category_id"]] = categories.get(row["category_id"], 0) + sign * row["created"]
    median = interpolated(histogram, 0.5)
    return _statistics(sums, disputed, categories, None if median is None else median / 3600)


def _statistics(item: dict[str, Any], disputed: int, categories: dict[str, int], median: float | None) -> Statistics:
    judged = item["on_time"] + item["late"]
    ordered = sorted(((category, n) for category, n in categories.items() if n), key=lambda one: (-one[1], one[0]))
    return Statistics(
        created=item["created"],
        completed=item["completed"],
        confirmed=item["confirmed"],
        disputed=disputed,
        unanswered=item["unanswered"],
        answered_share=answered_share(item),
        on_time_share=item["on_time"] / judged if judged else None,
        median_hours_to_done=median,
        by_category=tuple(ordered),
    )
