"""Pages of a search by text.

A list by time is read in its own order, so many requests a page; what the index finds completes a page that this does
not fill. A page may therefore be short, or empty, and still say that there is a next one, which reads on from where
this one stopped.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from app.domain.requests.service_request import ServiceRequest
from app.domain.text.query import TextQuery
from app.models.database import row, rows
from app.queries.requests import text_search
from app.queries.requests.filter import INDEXED, Filter, where
from app.queries.requests.order import SORTINGS, Key, Order, Sorting
from app.queries.requests.page import Page, encode_key
from app.queries.requests.service_requests import COLUMNS
from app.queries.requests.text_search import MOST_INDEXED, Searched, add_text, indexed_requests, is_scoped, searched
from app.queries.requests.where_clause import Where

_RANKED_CHARACTERS = 300
"""The similarity of a request is that of so much of its stored text: number, address, beginning of the description."""


async def search_page(
    filter_: Filter, order: Order, now: datetime, first: int, after: Key | None
) -> Page[ServiceRequest]:
    """Return a page of the requests that the text of the filter finds."""
    if order is Order.BEST_MATCH:
        return await _best_page(filter_, now, first, after)
    if order is Order.DUE_FIRST or not _is_walked(filter_, order):
        found = await searched(filter_, now)
        return await _sorted_page(filter_, found.where, order, first, after)
    return await _walked_page(filter_, order, now, first, after)


def _is_walked(filter_: Filter, order: Order) -> bool:
    """Whether an index has the requests of the filter in this order."""
    return filter_.city_id is not None if order is Order.UPDATED else is_scoped(filter_)


async def _walked_page(
    filter_: Filter, order: Order, now: datetime, first: int, after: Key | None
) -> Page[ServiceRequest]:
    query, sorting = _query(filter_), SORTINGS[order]
    window = _window(filter_, sorting, now, after)
    base = window.sql
    window.source = (
        f"(SELECT * FROM service_request WHERE {base} ORDER BY {sorting.sql}"  # noqa: S608 - built from constants
        f" LIMIT {text_search.NEWEST_SEARCHED}) AS service_request"
    )
    window.clauses.clear()
    where(filter_, now, built=window)
    add_text(window, query, filter_.named_executors)
    page = await _sorted_page(filter_, window, order, first, after)
    if page.has_next:
        return page
    last = await _end_of_window(filter_, sorting, now, after)
    if last is None:
        return page
    ids = await indexed_requests(filter_, query, now)
    if ids is not None:
        built = Where()
        built.add("id = ANY({})", list(ids))
        return await _sorted_page(filter_, built, order, first, after)
    end = Key(order, last["at"], last["id"], is_similar=filter_.similar is not None)
    return replace(page, has_next=True, end=encode_key(end.parts))


def _window(filter_: Filter, sorting: Sorting, now: datetime, after: Key | None) -> Where:
    built = where(filter_, now, names=INDEXED)
    if after is not None:
        built.add(sorting.after, after.at, after.id)
    return built


async def _end_of_window(filter_: Filter, sorting: Sorting, now: datetime, after: Key | None) -> dict[str, Any] | None:
    """Return the key of the last request that was read; None where all were."""
    built = _window(filter_, sorting, now, after)
    return await row(
        f"SELECT {sorting.expression} AS at, id FROM service_request WHERE {built.sql}"  # noqa: S608 - the same
        f" ORDER BY {sorting.sql} OFFSET {text_search.NEWEST_SEARCHED - 1} LIMIT 1",
        *built.values,
    )


async def _sorted_page(
    filter_: Filter, narrowed: Where, order: Order, first: int, after: Key | None
) -> Page[ServiceRequest]:
    sorting = SORTINGS[order]
    if after is not None:
        narrowed.add(sorting.after, after.at, after.id)
    found = await rows(
        f"SELECT {COLUMNS} FROM {narrowed.source} WHERE {narrowed.sql}"  # noqa: S608 - built from constants
        f" ORDER BY {sorting.sql} LIMIT {narrowed.value(first + 1)}",
        *narrowed.values,
    )
    requests = [(0, ServiceRequest.from_columns(item)) for item in found]
    return _page(filter_, order, requests, first, after)


async def _best_page(filter_: Filter, now: datetime, first: int, after: Key | None) -> Page[ServiceRequest]:
    query, found = _query(filter_), await searched(filter_, now)
    narrowed = found.where
    rank, numbered = _rank(narrowed, query, found), narrowed.value(list(found.numbered))
    # Of a common text only the newest hits are ranked, and the request of the typed number.
    hits = (
        f"SELECT * FROM {narrowed.source} WHERE {narrowed.sql}"  # noqa: S608 - built from constants
        f" ORDER BY id = ANY({numbered}) DESC, created_at DESC, id DESC LIMIT {MOST_INDEXED}"
    )
    narrowed.clauses.clear()
    if after is not None:
        narrowed.add("(-rank, created_at, id) < ({}, {}, {})", -after.rank, after.at, after.id)
    ranked = await rows(
        f"SELECT * FROM (SELECT {COLUMNS}, {rank} AS rank FROM ({hits}) AS hit) AS ranked"  # noqa: S608 - the same
        f" WHERE {narrowed.sql} ORDER BY rank, created_at DESC, id DESC LIMIT {narrowed.value(first + 1)}",
        *narrowed.values,
    )
    requests = [(item["rank"], ServiceRequest.from_columns(item)) for item in ranked]
    return _page(filter_, Order.BEST_MATCH, requests, first, after)


def _rank(built: Where, query: TextQuery, found: Searched) -> str:
    """Return SQL for how well a request matches: 0 for the typed number, 1 for the exact words, more for others."""
    whole = [f"search_text LIKE {built.value(f'% {word} %')}" for word in query.folded.split()]
    typed = built.value(query.folded)
    near = f"COALESCE(strict_word_similarity({typed}, left(search_text, {_RANKED_CHARACTERS})), 0)"
    return (
        f"CASE WHEN id = ANY({built.value(list(found.numbered))}) THEN 0 WHEN {' AND '.join(whole) or 'FALSE'} THEN 1"
        f" ELSE 2 + (100 * (1 - {near}))::int END"
    )


def _query(filter_: Filter) -> TextQuery:
    query = filter_.query
    if query is None:
        raise ValueError("expected a filter with a text")
    return query


def _page(
    filter_: Filter, order: Order, ranked: Sequence[tuple[int, ServiceRequest]], first: int, after: Key | None
) -> Page[ServiceRequest]:
    sorting = SORTINGS[Order.NEWEST if order is Order.BEST_MATCH else order]
    keys = [
        Key(order, sorting.value_of(request), request.id, rank, is_similar=filter_.similar is not None)
        for rank, request in ranked
    ]
    keyed = tuple((key, request) for key, (_, request) in zip(keys, ranked, strict=True))
    return Page(keyed[:first], attrgetter("parts"), has_next=len(keyed) > first, has_previous=after is not None)
