"""Pages of the requests that were created in a span of time, by deadline or by last change.

No index has both conditions in order, and to sort the span costs more the more requests it has. So an index has the
requests of each city and day in order, and a page is merged from them: its requests are among those of the days whose
first requests come first. The cost is that of looking at each day, however many requests it has; with a condition,
which many pass, at those before the first of each day that passes.

A day near the beginning of the list has a page of requests by itself, or some days together, and none of the page comes
after the last of these. By deadline this leaves few days, because later ones have later deadlines. Only imported
requests may have a deadline before their creation: an index has those.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.requests.lifecycle import DROPPED, OPEN
from app.queries.requests.filter import Filter, where
from app.queries.requests.order import SORTINGS, Key, Order, Sorting
from app.queries.requests.service_requests import COLUMNS
from app.queries.requests.where_clause import Where

DAY = "((created_at AT TIME ZONE 'UTC')::date)"
"""As the indexes ``service_request_day_due_first`` and ``service_request_day_updated`` have it."""
_DUE_EARLY = "due_at < created_at"
"""As the index ``service_request_due_early`` has it."""
_SINCE, _BOUND = "SELECT since FROM span", "SELECT at FROM bound"
_DENSE = 3653
"""So many days before the last one of a span every day is looked at. Few requests are usually of before, such as those
of an import that have the first day of its calendar: of that time only days are looked at that have any."""
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
    sorting, by_deadline, rows = SORTINGS[order], order is Order.DUE_FIRST, int(limit)
    narrowed, direction = _narrowed(filter_, sorting, now, after), sorting.direction
    of_day = f"FROM service_request WHERE city_id = days.city AND {DAY} = days.day AND {narrowed.sql}"
    if by_deadline:
        # On the first day those that were due before the span begins are not looked at.
        of_day = f"{of_day} AND ({_DUE_EARLY}) IS NOT TRUE AND {sorting.expression} >= ({_SINCE})"
    ordered = f"ORDER BY {sorting.sql} LIMIT"
    # A page has no request behind the first one of the last of so many days, so not every day is read for a page of it.
    # The first and the last day are: to find theirs, those outside the span have to be passed, which come before.
    operator, at, id_ = (">=", "-infinity", UUID(int=0)) if direction == "DESC" else ("<=", "infinity", _LAST_ID)
    no_later = f"({sorting.expression}, id) {operator} ({_LAST_HEAD.format('at', at)}, {_LAST_HEAD.format('id', id_)})"
    last_day = "least({}, (SELECT (at AT TIME ZONE 'UTC')::date FROM bound))" if by_deadline else "{}"
    bounded = f"{of_day} AND {sorting.expression} {operator} ({_BOUND})"
    day_before_last = last_day.format("last - 1")
    days = f"""
        {_days("greatest(begun, first + 1)", day_before_last)}
        UNION ALL SELECT city, sparse.day FROM cities, span, sparse
        WHERE sparse.day > first AND sparse.day <= {day_before_last}
    """  # noqa: S608 - the same
    sql = f"""
        WITH RECURSIVE {_span(filter_, sorting, narrowed, after)},
        bound AS MATERIALIZED ({_bound(sorting, of_day, rows)}),
        first_days AS (
            SELECT days.city, days.day, head_at, head_id FROM ({days}) AS days
            CROSS JOIN LATERAL (SELECT {sorting.expression} AS head_at, id AS head_id {bounded} {ordered} 1) AS head
            ORDER BY head_at {direction}, head_id {direction} LIMIT {rows}
        ), last AS (
            SELECT head_at, head_id FROM first_days ORDER BY head_at {direction}, head_id {direction} OFFSET {rows - 1}
        ), chosen AS (
            SELECT city, day FROM first_days UNION ALL
            SELECT city, edge.day FROM cities, span, LATERAL (SELECT first UNION SELECT last) AS edge(day)
            WHERE edge.day <= {last_day.format("last")}
        )
        SELECT {COLUMNS} FROM (
            SELECT service_request.* FROM chosen AS days CROSS JOIN LATERAL (
                SELECT {COLUMNS} {bounded} AND {no_later} {ordered} {rows}
            ) AS service_request {_due_early(narrowed) if by_deadline else ""}
        ) AS service_request {ordered} {rows}
    """  # noqa: S608 - the same
    return sql, narrowed.values


def _narrowed(filter_: Filter, sorting: Sorting, now: datetime, after: Key | None) -> Where:
    """Return the conditions on the requests."""
    built = Where(has_names=True, has_one_plan=True)
    where(filter_, now, names=_MERGED_BY - _SPAN, built=built)
    for limit_of_span, operator in ((filter_.created_from, ">="), (filter_.created_to, "<")):
        if limit_of_span is not None:
            # IS TRUE hides it from other indexes, by which PostgreSQL would read the span again for each of its days.
            built.add(f"(created_at {operator} {{}}) IS TRUE", limit_of_span)
    if after is not None:
        built.add(sorting.after, after.at, after.id)
    return built


def _span(filter_: Filter, sorting: Sorting, built: Where, after: Key | None) -> str:
    """Return SQL for the cities of the filter, and the days on which there may be requests.

    They are the first and the last one, one near the beginning of the list that belongs to the span as a whole, and the
    one on which the days begin of which each is looked at; ``sparse`` has those before that have any request.
    """
    limits = (filter_.created_from, filter_.created_to)
    since, until = ("NULL::timestamptz" if value is None else built.value(value) for value in limits)
    of_city = "TRUE" if filter_.city_id is None else f"id = {built.value(filter_.city_id)}"
    # Of all cities: for a city without requests the planner reads the index by time from one end to the other.
    first, last = (
        f"(SELECT {name}(created_at) FROM service_request)"  # noqa: S608 - the same
        for name in ("min", "max")
    )
    key = "NULL::date" if after is None else f"({built.value(after.at)} AT TIME ZONE 'UTC')::date"
    near = f"least(greatest(begun + 1, {key}), last)"
    if sorting.direction == "DESC":
        near = f"greatest(least(last - 1, {key}), first)"
    return f"""
        cities AS MATERIALIZED (SELECT id AS city FROM city WHERE {of_city}),
        span AS MATERIALIZED (
            SELECT since, first, begun, last, {near} AS near FROM (
                SELECT since, first, last, CASE WHEN first >= last - {_DENSE} THEN first ELSE COALESCE(
                    least({_first_day_from(f"last - {_DENSE}")}, last), last) END AS begun
                FROM (
                    SELECT since, (since AT TIME ZONE 'UTC')::date AS first,
                           (least({last}, {until}) AT TIME ZONE 'UTC')::date AS last
                    FROM (SELECT greatest({first}, {since}) AS since OFFSET 0) AS limits OFFSET 0
                ) AS edges OFFSET 0
            ) AS days
        ), sparse AS (
            SELECT first AS day FROM span WHERE first < begun
            UNION ALL
            SELECT next.day FROM sparse CROSS JOIN LATERAL (SELECT {_first_day_from("sparse.day + 1")} AS day) AS next
            WHERE next.day < (SELECT begun FROM span)
        )
    """  # noqa: S608 - the same


def _first_day_from(day: str) -> str:
    """Return SQL for the first day from this one on that has a request of any city."""
    midnight = f"({day})::timestamp AT TIME ZONE 'UTC'"
    found = f"SELECT min(created_at) FROM service_request WHERE created_at >= {midnight}"  # noqa: S608 - the same
    return f"(({found}) AT TIME ZONE 'UTC')::date"


def _days(first: str, last: str) -> str:
    """Return SQL for these days of the span, of each city."""
    return f"""
        SELECT city, day::date FROM cities, span, generate_series({first}, {last}, interval '1 day') AS day
    """  # noqa: S608 - the same


def _bound(sorting: Sorting, of_day: str, rows: int) -> str:
    """Return SQL for a moment behind which the list has no request of the page.

    It is that of the last of so many rows of the day near the beginning of the list. Where the day has fewer, it is the
    first one of the last of so many days, by deadline; by last change all days are read anyway.
    """
    at, offset = sorting.expression, f"OFFSET {rows - 1} LIMIT 1"
    nowhere, others = "-infinity", "NULL"
    if sorting.direction == "ASC":
        days = _days("near", f"least(last, near + {2 * rows})")
        head = f"SELECT {at} AS at {of_day} ORDER BY {sorting.sql} LIMIT 1"
        heads = f"SELECT at FROM ({days}) AS days CROSS JOIN LATERAL ({head}) AS head"  # noqa: S608 - the same
        nowhere, others = "infinity", f"({heads} ORDER BY at {offset})"
    return f"""
        SELECT COALESCE((
            SELECT at FROM (SELECT city, near AS day FROM cities, span) AS days
            CROSS JOIN LATERAL (SELECT {at} AS at {of_day} ORDER BY {sorting.sql} LIMIT {rows}) AS found
            ORDER BY at {sorting.direction} {offset}
        ), {others}, '{nowhere}'::timestamptz) AS at
    """  # noqa: S608 - the same


def _due_early(narrowed: Where) -> str:
    """Return SQL that adds the requests with deadlines before their creation, which no day has."""
    early = f"city_id = cities.city AND {_DUE_EARLY} AND created_at >= ({_SINCE}) AND due_at <= ({_BOUND})"
    # OFFSET 0 keeps the other conditions from indexes by which PostgreSQL would read the requests of all days.
    found = f"SELECT * FROM service_request WHERE {early} OFFSET 0"  # noqa: S608 - the same
    return f"""
        UNION ALL
        SELECT {COLUMNS} FROM cities CROSS JOIN LATERAL ({found}) AS service_request WHERE {narrowed.sql}
    """  # noqa: S608 - the same
