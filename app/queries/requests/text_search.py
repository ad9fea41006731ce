"""Finds requests by text at a cost that does not grow with the table.

The newest requests are searched by reading them; older ones by the trigram index, which knows pieces of three letters
and is asked for a bounded number of requests. PostgreSQL must not choose between the two itself: for a common word it
would sort everything that the index finds, for a rare one read the whole table in the order of the list, and for a
word of two letters walk the whole index, in a loop that ``statement_timeout`` does not interrupt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.text.query import SHORTEST_INDEXED, TextQuery, number_of
from app.models.database import rows, transaction
from app.queries.requests.filter import INDEXED, Filter, where
from app.queries.requests.where_clause import Where

NEWEST_SEARCHED = 20_000
"""So many requests are read: the newest of the city or the person of the filter, else those that came last."""
MOST_INDEXED = 2_000
"""So many requests are taken from the index. A text with more of them is a common one."""
COMMON = 200
"""With so many hits among the newest requests a text is a common one, for which the index is not asked."""
_ONLY_BITMAPS = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),"
    " set_config('enable_indexonlyscan', 'off', true)"
)


@dataclass(frozen=True, slots=True)
class Searched:
    """Where the requests of a filter are found."""

    where: Where
    is_part: bool
    """Whether older requests that pass the filter may be missing, because the text is a common or a short one."""
    numbered: tuple[UUID, ...] = ()
    """The requests whose number was typed."""


async def searched(filter_: Filter, now: datetime) -> Searched:
    """Return SQL for the requests that pass the filter, its text included."""
    query = filter_.query
    if query is None:
        return Searched(where(filter_, now), is_part=False)
    numbered = await numbered_requests(query, filter_.city_id)
    newest = newest_where(filter_, query, now, numbered)
    found = await rows(
        f"SELECT count(*) AS n, count(*) FILTER (WHERE {newest.sql}) AS hits"  # noqa: S608 - built from constants
        f" FROM {newest.source}",
        *newest.values,
    )
    if found[0]["n"] < NEWEST_SEARCHED:
        return Searched(newest, is_part=False, numbered=numbered)
    if found[0]["hits"] < COMMON and (ids := await indexed_requests(filter_, query, now)) is not None:
        built = Where()
        built.add("id = ANY({})", list(ids))
        return Searched(built, is_part=False, numbered=numbered)
    return Searched(newest, is_part=True, numbered=numbered)


def newest_where(filter_: Filter, query: TextQuery, now: datetime, numbered: Sequence[UUID] = ()) -> Where:
    """Return the filter and its text as SQL over the newest requests, and over those whose number was typed."""
    built = where(filter_, now, names=INDEXED)
    # Without a city or a person no index has the requests by time; their ids are in the order of arrival.
    order = "created_at DESC, id DESC" if is_scoped(filter_) else "id DESC"
    source = (
        f"SELECT ctid, * FROM service_request WHERE {built.sql}"  # noqa: S608 - built from constants
        f" ORDER BY {order} LIMIT {NEWEST_SEARCHED}"
    )
    if numbered:
        ids = built.value(list(numbered))
        source = (
            f"SELECT * FROM ({source}) AS newest WHERE id <> ALL({ids})"  # noqa: S608 - the same
            f" UNION ALL SELECT ctid, * FROM service_request WHERE id = ANY({ids})"
        )
    built.source = f"({source}) AS service_request"
    built.clauses.clear()
    where(filter_, now, built=built)
    add_text(built, query, filter_.named_executors)
    return built


def is_scoped(filter_: Filter) -> bool:
    """Whether an index has the requests of the filter by the time of their creation."""
    scopes = (filter_.city_id, filter_.author_id, filter_.executor_id, filter_.follower_id)
    return any(scope is not None for scope in scopes)


def add_text(built: Where, query: TextQuery, executors: frozenset[UUID] | None) -> None:
    """Add what ``TextQuery.matches`` says, and the requests of these executors."""
    words = [f"({' OR '.join(_like(built, pattern) for pattern in word)})" for word in query.words]
    either = [" AND ".join(words) or "FALSE"]
    if query.numbers:
        either.append(f"number = ANY({built.value(sorted(query.numbers))})")
    if executors:
        either.append(f"executor_id = ANY({built.value(sorted(executors))})")
    built.clauses.append(f"({' OR '.join(either)})")


def _like(built: Where, pattern: str) -> str:
    # A folded text has neither wildcards nor backslashes. The index must not see short patterns: their lists are long.
    column = "search_text" if len(pattern.strip()) >= SHORTEST_INDEXED else "search_text || ''"
    return f"{column} LIKE {built.value(f'%{pattern}%')}"


async def indexed_requests(filter_: Filter, query: TextQuery, now: datetime) -> Sequence[UUID] | None:
    """Return the ids of all requests that pass, found by index; None where they are too many, or it cannot tell."""
    if not query.is_indexed:
        return None
    built = indexed_where(filter_, query, now)
    async with transaction():
        await rows(_ONLY_BITMAPS)
        found = await rows(
            f"SELECT id FROM service_request WHERE {built.sql} LIMIT {MOST_INDEXED + 1}",  # noqa: S608 - the same
            *built.values,
        )
    return [item["id"] for item in found] if len(found) <= MOST_INDEXED else None


def indexed_where(filter_: Filter, query: TextQuery, now: datetime) -> Where:
    """Return the filter and its text as SQL over the whole table."""
    built = where(filter_, now)
    add_text(built, query, filter_.named_executors)
    return built


async def numbered_requests(query: TextQuery, city_id: str | None) -> tuple[UUID, ...]:
    """Return the requests whose number the text is: with the letters of a city, or in any city."""
    if query.serial is None:
        return ()
    sql, values = "SELECT id FROM service_request WHERE number = ANY($1)", sorted(query.numbers)
    if not values and city_id is not None:
        values = [number_of(city_id, query.serial)]
    elif not values:
        cities = await rows("SELECT id FROM city")
        values = [number_of(city["id"], query.serial) for city in cities]
    return tuple(item["id"] for item in await rows(sql, values))
