"""Figures of a city for a span of time: how the requests that were created in it have ended.

Few requests are counted one by one. Where they are many, the whole days of the span and the parts of days at its ends
are read from read models, and what is left of a part is counted, so the time does not grow with the span.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.figures.city_days import End, PartOfDay, Piece, Span, span_of
from app.domain.figures.durations import bucket_of, interpolated
from app.errors import InvalidInput
from app.events.projections.day_facts import CATEGORY, CITY, WHOLE_CITY
from app.events.projections.day_figures import DayFigures
from app.events.projections.request_cohorts import NOT_DONE, RequestCohorts
from app.events.projections.request_parts import NO_BUCKET, NO_CATEGORY, RequestParts
from app.events.projections.request_states import RequestStates
from app.models.database import rows
from app.models.log.whole_log import DISPUTED, DISPUTES
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
_NOTHING = f"{', '.join('0' for _ in _COUNTS)}, NULL"
_COUNTED = (
    "count(*) AS created, count(done_at) AS completed, count(confirmed_at) AS confirmed, {answers},"
    " count(*) FILTER (WHERE done_at <= due_at) AS on_time, count(*) FILTER (WHERE done_at > due_at) AS late"
)
_COHORT = f"""
    SELECT {_COUNTED.format(answers=unanswered_figures())}, {{more}}
    FROM service_request r WHERE city_id = $1 AND created_at >= $2 AND created_at < $3
"""  # noqa: S608 - statuses of the lifecycle table
_SECONDS = "date_part('epoch', done_at - created_at)"
_EXACTLY = _COHORT.format(more=f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {_SECONDS} / 3600) AS median")
_DISPUTED = f"""
    SELECT count(*) AS n FROM {DISPUTES} AS event WHERE city_id = $1 AND {DISPUTED} AND at >= $2 AND at < $3
"""  # noqa: S608 - constants
_CATEGORIES = """
    SELECT category_id, count(*) AS n FROM service_request
    WHERE city_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY category_id
"""
# What is left of parts of days: a row for each piece and category. Requests that are created together have their states
# together, and a list of them is looked up in half the time of a join. Of those that no read model has yet, none is
# taken off; nor are disputes, in rows for the ends.
_AT_ENDS = f"""
    SELECT sign, found.*, 0 AS disputed
    FROM unnest($2::timestamptz[], $3::timestamptz[], $4::int[]) AS rest(since, until, sign) CROSS JOIN LATERAL (
        SELECT category_id, count(*) AS received, {_COUNTED.format(answers=unanswered_figures("answered"))},
               array_agg({_SECONDS}) FILTER (WHERE done_at IS NOT NULL) AS seconds
        FROM request_state AS r WHERE request_id = ANY(ARRAY(
            SELECT id FROM service_request WHERE city_id = $1 AND created_at >= since AND created_at < until
        )) GROUP BY category_id
    ) AS found
    UNION ALL
    SELECT sign, NULL, 0, {_NOTHING}, found.disputed
    FROM unnest($5::timestamptz[], $6::timestamptz[], $7::int[]) AS piece(since, until, sign) CROSS JOIN LATERAL (
        SELECT count(*) AS disputed FROM (
            SELECT FROM {DISPUTES} AS dispute
            WHERE city_id = $1 AND {DISPUTED} AND at >= since AND at < until AND position IS NOT NULL OFFSET 0
        ) AS event
    ) AS found
"""  # noqa: S608 - built from constants
_ALL_CURRENT = " AND ".join(current(model.name) for model in (DayFigures, RequestCohorts, RequestStates))
_IS_CURRENT = f"(SELECT {_ALL_CURRENT} FROM log_state WHERE id = 1)"  # noqa: S608 - constants
_SUMS = {"received": "created", "done": "completed"} | {name: name for name in _COUNTS[2:]}


def _of_buckets(name: str) -> str:
    return f"coalesce(sum({name}) FILTER (WHERE bucket <> {NO_BUCKET}), 0)::bigint AS {name}"


# All in one row, because a row costs more to pass on than to add up.
# OFFSET keeps it a look into the index for each day, month and year, and for each part of a day.
_BUCKETS = f"""
    WITH state AS MATERIALIZED (
        SELECT {_ALL_CURRENT} AS is_current, {current(RequestParts.name)} AS has_parts FROM log_state WHERE id = 1
    ), signed AS (
        SELECT sign, bucket, '{NO_CATEGORY}' AS category_id, {", ".join(_SUMS)}
        FROM unnest($2::text[], $3::date[], $4::int[]) AS piece(grain, day, sign), LATERAL (
            SELECT * FROM request_cohort c
            WHERE (SELECT is_current FROM state) AND city_id = $1 AND c.grain = piece.grain AND c.day = piece.day
            OFFSET 0
        ) AS cohort
        UNION ALL
        SELECT sign, bucket, category_id, {", ".join(_SUMS)}
        FROM unnest($5::date[], $6::smallint[], $7::int[]) AS piece(day, hour, sign), LATERAL (
            SELECT * FROM request_part p
            WHERE (SELECT is_current AND has_parts FROM state) AND city_id = $1
                AND p.day = piece.day AND p.hour = piece.hour
            OFFSET 0
        ) AS part
    ), found AS (
        SELECT bucket, category_id, {", ".join(f"sum(sign * {name})::bigint AS {one}" for name, one in _SUMS.items())}
        FROM signed GROUP BY bucket, category_id
    )
    SELECT (SELECT has_parts FROM state) AS has_parts, {", ".join(map(_of_buckets, _COUNTS))},
           array_agg(bucket) FILTER (WHERE bucket > {NOT_DONE}) AS buckets,
           array_agg(completed) FILTER (WHERE bucket > {NOT_DONE}) AS of_buckets,
           array_agg(category_id) FILTER (WHERE bucket = {NO_BUCKET}) AS categories,
           array_agg(created) FILTER (WHERE bucket = {NO_BUCKET}) AS of_categories
    FROM found
"""  # noqa: S608 - built from constants


@cache
def _days_and_ends(shape: Shape) -> str:
    """Return the statement for what no bucket has: categories and disputes of the days, and what is at their ends."""
    columns = f"CASE WHEN kind LIKE '{CITY}%' THEN NULL ELSE key END AS category_id, received, disputed"
    where = f"{_IS_CURRENT} AND city_id = $1 AND district_id = '{WHOLE_CITY}'"
    return f"""
        {_AT_ENDS} UNION ALL
        SELECT 1, category_id, sum(sign * received)::bigint, {_NOTHING}, sum(sign * disputed)::bigint
        FROM ({rows_of_pieces((CITY, CATEGORY), columns, where, shape, place=8)}) AS figure GROUP BY category_id
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
        summed = await _summed(city_id, pieces, span.parts)
        if summed["created"] > FEW:
            return await _from_read_models(city_id, span, pieces, summed)
    return await counted_statistics(city_id, start, end)


async def counted_statistics(city_id: str, start: datetime, end: datetime) -> Statistics:
    """Return the same, counted one by one."""
    (item,) = await rows(_EXACTLY, city_id, start, end)
    (disputed,) = await rows(_DISPUTED, city_id, start, end)
    categories = {row["category_id"]: row["n"] for row in await rows(_CATEGORIES, city_id, start, end)}
    return _statistics(item, disputed["n"], categories, None if item["median"] is None else float(item["median"]))


async def _summed(city_id: str, pieces: Sequence[Piece], parts: Sequence[PartOfDay]) -> dict[str, Any]:
    """Return the sums of the pieces and parts, by bucket too, and by category those of the parts.

    They are zero while the read models are not up to date.
    """
    of_pieces = [(piece.grain.value, piece.first, _sign(piece)) for piece in pieces]
    of_parts = [(part.day, part.hour, _sign(part)) for part in parts]
    (found,) = await rows(_BUCKETS, city_id, *_columns(of_pieces), *_columns(of_parts))
    return found


async def _from_read_models(city_id: str, span: Span, pieces: Sequence[Piece], summed: dict[str, Any]) -> Statistics:
    sums = {name: summed[name] for name in _COUNTS}
    histogram = _by_key(summed["buckets"], summed["of_buckets"])
    categories = _by_key(summed["categories"], summed["of_categories"])
    disputed = 0
    for row in await _at_days_and_ends(city_id, span, pieces, has_parts=summed["has_parts"]):
        sign, category = row["sign"], row["category_id"]
        disputed += sign * row["disputed"]
        if category is None:
            continue
        categories[category] = categories.get(category, 0) + sign * row["received"]
        for name in _COUNTS:
            sums[name] += sign * row[name]
        for seconds in row["seconds"] or ():
            bucket = bucket_of(seconds)
            histogram[bucket] = histogram.get(bucket, 0) + sign
    median = interpolated(histogram, 0.5)
    return _statistics(sums, disputed, categories, None if median is None else median / 3600)


async def _at_days_and_ends(
    city_id: str, span: Span, pieces: Sequence[Piece], *, has_parts: bool
) -> list[dict[str, Any]]:
    days = first_days(pieces)
    rests, ends = (
        [(one.since, one.until, _sign(one)) for one in some]
        for some in (span.rests if has_parts else span.ends, span.ends)
    )
    return await rows(_days_and_ends(tuple(days)), city_id, *_columns(rests), *_columns(ends), *days.values())


def _by_key(keys: list[Any] | None, counts: list[int] | None) -> dict[Any, int]:
    return dict(zip(keys or (), counts or (), strict=True))


def _sign(piece: Piece | PartOfDay | End) -> int:
    return -1 if piece.is_taken else 1


def _columns(some: Sequence[tuple[Any, Any, int]]) -> list[list[Any]]:
    return [[one[n] for one in some] for n in range(3)]


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
