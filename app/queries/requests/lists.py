"""Lists of service requests: pages in an order, and searches by text."""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from app.domain.figures.period import AGE_DAYS
from app.domain.requests.lifecycle import ANSWER_AWAITED, DROPPED, OPEN
from app.domain.requests.service_request import ServiceRequest
from app.models.database import records
from app.queries.requests.filter import Filter, where
from app.queries.requests.order import SORTINGS, Key, Order, decoded
from app.queries.requests.overdue_pages import is_of_overdue, overdue_statement
from app.queries.requests.page import Page, check_first, make_page
from app.queries.requests.search_pages import search_page
from app.queries.requests.service_requests import COLUMNS, service_request
from app.queries.requests.similar_words import similar_query
from app.queries.requests.text_search import numbered_requests
from app.queries.requests.where_clause import Where
from app.queries.requests.window_pages import is_merged, window_statement


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, and the filter that found it."""

    page: Page[ServiceRequest]
    filter: Filter
    """With ``similar``, where no request has the typed words and the page has requests with similar ones."""


async def service_requests(
    filter_: Filter, order: Order, now: datetime, *, first: int = 20, after: str | None = None
) -> Page[ServiceRequest]:
    """Return a page of the requests that pass the filter, or of those with similar words where none pass."""
    return (await listed(filter_, order, now, first=first, after=after)).page


async def listed(filter_: Filter, order: Order, now: datetime, *, first: int = 20, after: str | None = None) -> Listed:
    """Return a page of the requests that pass the filter, or of those with similar words where none pass.

    Raises:
        InvalidInput: names the field: first or after.
    """
    check_first(first)
    query = filter_.query
    if query is None:
        return Listed(await _plain_page(filter_, order, now, first, after), filter_)
    key = None if after is None else decoded(after, order)
    if key is None or not key.is_similar:
        page = await search_page(filter_, order, now, first, key)
        if page.keyed or page.has_next or key is not None:
            return Listed(page, filter_)
    similar = await similar_query(filter_, query, now)
    if similar is None:
        return Listed(Page((), attrgetter("parts"), has_next=False, has_previous=key is not None), filter_)
    instead = replace(filter_, similar=similar)
    page = await search_page(instead, order, now, first, key)
    return Listed(page, instead if page.keyed else filter_)


async def _plain_page(
    filter_: Filter, order: Order, now: datetime, first: int, after: str | None
) -> Page[ServiceRequest]:
    sql, values = page_statement(filter_, order, now, first=first, after=after)
    requests = [ServiceRequest.from_fields(item) for item in await records(sql, *values)]
    sorting = SORTINGS[_order(order)]
    return make_page(requests, first, after, lambda one: Key(order, sorting.value_of(one), one.id).parts)


def page_statement(
    filter_: Filter, order: Order, now: datetime, *, first: int, after: str | None = None
) -> tuple[str, list[Any]]:
    """Return the SQL of a page without a text, which reads one row more than the page has, and its values.

    Raises:
        InvalidInput: names ``after``.
    """
    key = None if after is None else decoded(after, order)
    if is_merged(filter_, order):
        return window_statement(filter_, order, now, key, first + 1)
    order = _order(order)
    if is_of_overdue(filter_, order):
        return overdue_statement(filter_, order, now, key, first + 1)
    narrowed, sorting = where(filter_, now, built=Where(has_constants=_is_of_now(filter_, order))), SORTINGS[order]
    if key is not None:
        narrowed.add(sorting.after, key.at, key.id)
    found = f"SELECT {COLUMNS} FROM {narrowed.source} WHERE {narrowed.sql}"  # noqa: S608 - built from constants
    if _is_read_by_city(filter_, order):
        found = f"{found} AND city_id = city.id OFFSET 0"
        found = f"SELECT found.* FROM city CROSS JOIN LATERAL ({found}) AS found"  # noqa: S608 - built from constants
        found = f"SELECT {COLUMNS} FROM ({found}) AS service_request"  # noqa: S608 - the same
    elif _is_sorted(filter_, order):
        found = f"SELECT {COLUMNS} FROM ({found} OFFSET 0) AS service_request"  # noqa: S608 - the same
    # A constant: a plan for any number expects a tenth of all rows, and rather sorts them than reads them in order.
    return f"{found} ORDER BY {sorting.sql} LIMIT {int(first) + 1}", narrowed.values


def _is_of_now(filter_: Filter, order: Order) -> bool:
    """Whether the present time stands in the SQL: before any time PostgreSQL expects a third of the deadlines."""
    is_walked = order is Order.UPDATED or filter_.category_ids is not None or filter_.district_ids is not None
    return bool(filter_.overdue or filter_.at_risk) and is_walked


def _is_sorted(filter_: Filter, order: Order) -> bool:
    """Whether all requests of a span of time are read and sorted: OFFSET keeps PostgreSQL from reading in order.

    It would do so because it expects those of the span anywhere in the order. But what was created, or done, within a
    few days lies together, behind nearly all others of the city.
    """
    is_narrow = bool({"city_id", "executor_id", "author_id"} & _given(filter_))
    is_open = filter_.statuses is not None and filter_.statuses <= OPEN
    apart = {"created_from", "created_to"} if order in {Order.DUE_FIRST, Order.UPDATED} else set()
    # Nothing is done before it was created, so the newest are found from the end of the span on.
    apart |= {"done_from", "done_to"} if order is not Order.NEWEST else set()
    is_apart = bool(apart & _given(filter_)) and not is_open
    is_last = order is Order.DUE_FIRST and _is_of_last_days(filter_)
    is_recent = order in {Order.DUE_FIRST, Order.OLDEST} and not is_open and _is_recent(filter_)
    return is_narrow and (is_apart or is_last or is_recent)


def _is_recent(filter_: Filter) -> bool:
    """Whether these were finished lately: nearly all others come before. Open ones of a long period come before, too.

    PostgreSQL expects them anywhere in the order.
    """
    days = 0 if filter_.period is None else filter_.period.days or 0
    is_all = _given(filter_) <= {"city_id", "period"}
    return 0 < days < AGE_DAYS[-1] or (days > 0 and not is_all)


def _is_of_last_days(filter_: Filter) -> bool:
    """Whether an answer is awaited to the requests, for a week: nearly all others come before, by deadline and by age.

    They may be open as well. PostgreSQL expects them anywhere in the order.
    """
    return filter_.statuses is not None and OPEN < filter_.statuses | OPEN <= OPEN | ANSWER_AWAITED


def _is_read_by_city(filter_: Filter, order: Order) -> bool:
    """Whether the requests of a span in all cities are read city by city and sorted.

    The indexes of a category, of a status and of late work begin with the city. In the order of the list PostgreSQL
    would read all requests before those of the span: a second at a million requests.
    """
    given, needed = _given(filter_), {"created_from"} if order is Order.DUE_FIRST else {"created_from", "created_to"}
    others = given - {"created_from", "created_to", "category_ids", "late", "statuses", "period"}
    is_open = filter_.statuses is not None and filter_.statuses <= OPEN
    is_dropped = filter_.statuses is not None and filter_.statuses <= DROPPED
    is_found = filter_.category_ids is not None or bool(filter_.late) or is_dropped
    is_of_span = order in {Order.DUE_FIRST, Order.UPDATED} and needed <= given and is_found and not is_open
    is_oldest = order in {Order.DUE_FIRST, Order.OLDEST}
    is_last = is_oldest and _is_of_last_days(filter_)
    is_recent = is_oldest and is_found and not is_open and _is_recent(filter_)
    return not others and (is_of_span or is_last or is_recent)


def _given(filter_: Filter) -> set[str]:
    return {name for name in Filter.__slots__ if getattr(filter_, name) is not None}


def _order(order: Order) -> Order:
    # Without a text all requests match equally well.
    return Order.NEWEST if order is Order.BEST_MATCH else order


async def request_of_number(filter_: Filter) -> ServiceRequest | None:
    """Return the request whose number the text of the filter is; None where it is no number, or of several requests."""
    query = filter_.query
    found = () if query is None else await numbered_requests(query, filter_.city_id)
    if len(found) != 1:
        return None
    return await service_request(found[0])
