"""Pages of the requests that were created in a span of time, by deadline or by last change.

No index has both conditions in order, and to sort the span costs more the more requests it has. So an index has the
requests of each city and day in order, and a page is merged from them: its requests are among those of the days whose
first requests come first. The cost is that of looking at each day, however many requests it has.
"""

from datetime import datetime
from typing import Any

from app.domain.requests.lifecycle import OPEN
from app.queries.requests.filter import Filter, Where, where
from app.queries.requests.order import SORTINGS, Key, Order
from app.queries.requests.service_requests import COLUMNS

DAY = "((created_at AT TIME ZONE 'UTC')::date)"
"""As the indexes ``service_request_day_due_first`` and ``service_request_day_updated`` have it."""
_ORDERS = frozenset({Order.DUE_FIRST, Order.UPDATED})
_MERGED_BY = frozenset({"city_id", "created_from", "created_to", "statuses"})


def is_merged(filter_: Filter, order: Order) -> bool:
    """Whether a page is merged from days: other conditions, and those on open requests alone, have small indexes."""
    given = {name for name in Filter.__slots__ if getattr(filter_, name) is not None}
    has_window = bool(given & {"created_from", "created_to"})
    is_wide = filter_.statuses is None or not filter_.statuses <= OPEN
    return order in _ORDERS and has_window and is_wide and given <= _MERGED_BY


def window_statement(
    filter_: Filter, order: Order, now: datetime, after: Key | None, limit: int
) -> tuple[str, list[Any]]:
    """Return the SQL of so many rows of such a list, and its values."""
    narrowed, sorting = where(filter_, now), SORTINGS[order]
    if after is not None:
        narrowed.add(sorting.after, after.at, after.id)
    rows = int(limit)
    of_day = (
        f"FROM service_request WHERE city_id = days.city AND {DAY} = days.day AND {narrowed.sql} ORDER BY {sorting.sql}"
    )
    sql = f"""
        WITH days AS ({_days(filter_, narrowed)}), first_days AS (
            SELECT days.city, days.day FROM days
            CROSS JOIN LATERAL (SELECT {sorting.expression} AS at, id {of_day} LIMIT 1) AS head
            ORDER BY head.at {sorting.direction}, head.id {sorting.direction} LIMIT {rows}
        )
        SELECT {COLUMNS} FROM first_days AS days
        CROSS JOIN LATERAL (SELECT {COLUMNS} {of_day} LIMIT {rows}) AS service_request
        ORDER BY {sorting.sql} LIMIT {rows}
    """  # noqa: S608 - the same
    return sql, narrowed.values


def _days(filter_: Filter, built: Where) -> str:
    """Return SQL for the days of the span on which there may be requests, of each city of the filter."""
    since, until = (built.value(value) for value in (filter_.created_from, filter_.created_to))
    of_city = "TRUE" if filter_.city_id is None else f"id = {built.value(filter_.city_id)}"
    # Of all cities: for a city without requests the planner reads the index by time from one end to the other.
    first, last = (
        f"(SELECT {name}(created_at) FROM service_request)"  # noqa: S608 - the same
        for name in ("min", "max")
    )
    return (
        "SELECT city.id AS city, day::date FROM city, generate_series("  # noqa: S608 - the same
        f"(greatest({first}, {since}::timestamptz) AT TIME ZONE 'UTC')::date,"
        f" (least({last}, {until}::timestamptz) AT TIME ZONE 'UTC')::date, interval '1 day') AS day WHERE {of_city}"
    )
