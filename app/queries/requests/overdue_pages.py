"""Pages of the overdue requests of a city by the time of their creation.

In this order a city's newest open requests come first, and none of them is overdue yet: a page looked at all requests
that the city had received within its shortest deadlines. So an index has those in order whose deadline timer has fired.
A deadline may have passed a moment ago, and its timer is yet to fire: such requests are found by their next timer.
Imported ones, for which no timer runs, have an index of their own.
"""

from datetime import datetime
from typing import Any

from app.models.status_sql import HAS_NO_TIMER, IS_MARKED_OVERDUE
from app.queries.requests.filter import Filter, where
from app.queries.requests.order import SORTINGS, Key, Order
from app.queries.requests.service_requests import COLUMNS
from app.queries.requests.where_clause import Where

_ORDERS = frozenset({Order.NEWEST, Order.OLDEST})
_MERGED_BY = frozenset({"city_id", "overdue", "statuses", "category_ids", "district_ids", "unassigned", "box", "zone"})


def is_of_overdue(filter_: Filter, order: Order) -> bool:
    """Whether a page is read by the index of overdue requests: few are of one person, by whom others find them."""
    given = {name for name in Filter.__slots__ if getattr(filter_, name) is not None}
    return bool(filter_.overdue) and filter_.city_id is not None and order in _ORDERS and given <= _MERGED_BY


def overdue_statement(
    filter_: Filter, order: Order, now: datetime, after: Key | None, limit: int
) -> tuple[str, list[Any]]:
    """Return the SQL of so many rows of such a list, and its values."""
    narrowed, sorting = where(filter_, now, built=Where(has_one_plan=True)), SORTINGS[order]
    if after is not None:
        narrowed.add(sorting.after, after.at, after.id)
    ordered = f"ORDER BY {sorting.sql} LIMIT {int(limit)}"
    # OFFSET 0 and a lower end: PostgreSQL expects a third of all requests before a time, half a per cent between two.
    moments = f"next_moment_at > '-infinity' AND next_moment_at < {narrowed.value(now)}"
    waiting = f"SELECT * FROM service_request WHERE {moments} OFFSET 0"  # noqa: S608 - built from constants
    sql = f"""
        SELECT {COLUMNS} FROM (
            (SELECT {COLUMNS} FROM service_request WHERE {IS_MARKED_OVERDUE} AND {narrowed.sql} {ordered})
            UNION ALL
            (SELECT {COLUMNS} FROM ({waiting}) AS service_request
                WHERE ({IS_MARKED_OVERDUE}) IS NOT TRUE AND {narrowed.sql} {ordered})
            UNION ALL
            (SELECT {COLUMNS} FROM service_request WHERE {HAS_NO_TIMER} AND next_moment_at IS NULL
                AND ({IS_MARKED_OVERDUE}) IS NOT TRUE AND {narrowed.sql} {ordered})
        ) AS service_request {ordered}
    """  # noqa: S608 - built from constants
    return sql, narrowed.values
