"""Pages of the requests that were created in a span of time, by deadline or by last change.

No index has both conditions in order, and to sort the span costs more the more requests it has. So an index has the
requests of each city and day in order, and a page is merged from them: its requests are among those of the days whose
first requests come first. The cost is that of looking at each day, however many requests it has; with a condition,
which many pass, at those before the first of each day that passes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.requests.lifecycle import DROPPED, OPEN
from app.queries.requests.filter import Filter, where
from app.queries.requests.order import SORTINGS, Key, Order
from app.queries.requests.service_requests import COLUMNS
from app.queries.requests.where_clause import Where

DAY = "((created_at AT TIME ZONE 'UTC')::date)"
"""As the indexes ``service_request_day_due_first`` and ``service_request_day_updated`` have it."""
_LAST_HEAD, _LAST_ID = "COALESCE((SELECT head_{} FROM last), '{}')", UUID(int=2**128 - 1)
_ORDERS = frozenset({Order.DUE_FIRST, Order.UPDATED})
_SPAN = frozenset({"created_from", "created_to"})
_MERGED_BY = _SPAN | {"city_id", "statuses", "late"}


def is_merged(filter_: Filter, order: Order) -> bool:
    """Whether a page is merged from days: other conditions, and those on few requests, have indexes of their own."""
    given = {name for name in Filter.__slots__ if getattr(filter_, name) is not None}
    has_window = bool(given & _SPAN)
    # Requests that were dropped have changed early: by last change all others of their day come before them.
    few = OPEN if order is Order.DUE_FIRST else OPEN | DROPPED
    is_wide = filter_.statuses is None or not filter_.statuses <= few
    return order in _ORDERS and has_window and is_wide and given <= _MERGED_BY


def window_statement(
    filter_: Filter, order: Order, now: datetime, after: Key | None, limit: int
) -> tuple[str, list[Any]]:
    """Return the SQL of so many rows of such a list, and its values."""
    narrowed, sorting = where(filter_, now, names=_MERGED_BY - _SPAN), SORTINGS[order]
    for limit_of_span, operator in ((filter_.created_from, ">="), (filter_.created_to, "<")):
        if limit_of_span is not None:
            # IS TRUE hides it from other indexes, by which PostgreSQL would read the span again for each of its days.
            narrowed.add(f"(created_at {operator} {{}}) IS TRUE", limit_of_span)
    if after is not None:
        narrowed.add(sorting.after, after.at, after.id)
    rows, direction = int(limit), sorting.direction
    of_day = f"FROM service_request WHERE city_id = days.city AND {DAY} = days.day AND {narrowed.sql}"
    ordered = f"ORDER BY {sorting.sql} LIMIT"
    # A page has no request behind the first one of the last of so many days, so not every day is read for a page of it.
    operator, at, id_ = (">=", "-infinity", UUID(int=0)) if direction == "DESC" else ("<=", "infinity", _LAST_ID)
    no_later = f"({sorting.expression}, id) {operator} ({_LAST_HEAD.format('at', at)}, {_LAST_HEAD.format('id', id_)})"
    sql = f"""
        WITH days AS ({_days(filter_, narrowed)}), first_days AS (
            SELECT days.city, days.day, head_at, head_id FROM days
            CROSS JOIN LATERAL (SELECT {sorting.expression} AS head_at, id AS head_id {of_day} {ordered} 1) AS head
            ORDER BY head_at {direction}, head_id {direction} LIMIT {rows}
        ), last AS (
            SELECT head_at, head_id FROM first_days ORDER BY head_at {direction}, head_id {direction} OFFSET {rows - 1}
        )
        SELECT {COLUMNS} FROM first_days AS days
        CROSS JOIN LATERAL (SELECT {COLUMNS} {of_day} AND {no_later} {ordered} {rows}) AS service_request
        {ordered} {rows}
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
