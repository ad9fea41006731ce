"""Pages by key: no hole, no repeat, whatever is added meanwhile; cursors that are none are refused."""

import base64
from datetime import timedelta
from functools import partial
from itertools import product
from random import Random

import pytest

from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.domain.log.events import LoggedEvent
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.errors import InvalidInput
from app.queries.log.timeline import timeline
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from app.queries.requests.page import Page, encode_key
from tests.conftest import NOON
from tests.integration.queries.conftest import put, walk

EVERYTHING = Filter()
FAR = NOON + timedelta(days=3650)
KEYS = {
    Order.NEWEST: lambda request: (-request.created_at.timestamp(), -request.id.int),
    Order.OLDEST: lambda request: (request.created_at.timestamp(), request.id.int),
    Order.UPDATED: lambda request: (-request.updated_at.timestamp(), -request.id.int),
    Order.DUE_FIRST: lambda request: ((request.due_at or FAR).timestamp(), request.id.int),
    # Without a text all match equally well.
    Order.BEST_MATCH: lambda request: (-request.created_at.timestamp(), -request.id.int),
}


async def test_pages_walk_the_whole_list_in_order(sample):
    """Page after page gives every request once, in the order asked for; only the last page says that it is the last."""
    for order, first in product(Order, (1, 7, 100)):
        pages: list[Page[ServiceRequest]] = []
        read = partial(service_requests, EVERYTHING, order, NOON, first=first)
        walked = await walk(lambda after, read=read: read(after=after), pages=pages)

        assert walked == sorted(sample.requests, key=KEYS[order])
        assert len(pages) == -(-60 // first)
        assert all(len(page.items) == first for page in pages[:-1])


async def test_rows_added_while_reading_make_no_hole_and_no_repeat(sample):
    """Those that were there at the start come once each, however many are added between the pages."""
    random = Random(3)
    for order in Order:
        there, added = list(sample.requests), 0

        async def read(after: str | None, order: Order = order) -> Page[ServiceRequest]:
            nonlocal added
            if added < 30:
                await sample.add(random, 2)
                added += 2
            return await service_requests(EVERYTHING, order, NOON, first=9, after=after)

        seen = [request.id for request in await walk(read)]

        assert len(seen) == len(set(seen))
        assert {request.id for request in there} <= set(seen)


async def test_the_filter_holds_on_every_page(sample):
    """Pages of a narrowed list hold what passes, and nothing else."""
    narrowed = Filter(city_id="almaty", statuses=frozenset({Status.ACCEPTED, Status.DONE}))

    seen = await walk(lambda after: service_requests(narrowed, Order.DUE_FIRST, NOON, first=2, after=after))

    due_first = sorted(sample.requests, key=KEYS[Order.DUE_FIRST])
    assert seen == [request for request in due_first if narrowed.matches(request, NOON)]


async def test_an_empty_list_is_an_empty_page(test_app):
    """Nothing found is no error, and has no cursors."""
    page = await service_requests(EVERYTHING, Order.NEWEST, NOON)

    assert (page.items, page.has_next, page.has_previous) == ((), False, False)


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
async def test_a_page_has_one_to_a_hundred_rows(unknown_id, first):
    """Everything else is refused by every list, with the name of the field."""
    for read in (
        service_requests(EVERYTHING, Order.NEWEST, NOON, first=first),
        timeline(unknown_id, first=first),
        notifications(unknown_id, first=first),
    ):
        with pytest.raises(InvalidInput) as refused:
            await read
        assert refused.value.data["field"] == "first"


def encoded(text: str) -> str:
    """Wrap it like a cursor."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = {
    "empty": "",
    "no base64": "!!",
    "letters": "Әә",
    "no json": encoded("{"),
    "null": encoded("null"),
    "number": encoded("5"),
    "object": encoded('{"a": 1}'),
    "too short": encoded("[]"),
    "too long": encoded('["a", "b", "c", "d"]'),
    "wrong kinds": encoded('[{}, "x", []]'),
    "numbers where words stand": encoded("[1, 2, 3]"),
    "infinite": encoded("[1e400]"),
    "huge": encoded("[1e30]"),
    "huge digits": encoded('["99999999999999999999999"]'),
    "negative huge": encoded("[-9223372036854775809]"),
    "no place in time": encoded('["NEWEST", "0001-01-01T00:00:00+23:00", "00000000-0000-7000-8000-000000000000"]'),
    "no zone": encoded('["NEWEST", "2026-11-20T07:00:00", "00000000-0000-7000-8000-000000000000"]'),
    "no id": encoded('["NEWEST", "2026-11-20T07:00:00+00:00", 5]'),
    "deep": encoded("[" * 5000),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_cursor_that_is_none_is_refused(unknown_id, case):
    """Whatever a client sends as ``after`` is either a cursor of this list or INVALID_INPUT, never a failure."""
    for read in (
        service_requests(EVERYTHING, Order.NEWEST, NOON, after=BAD[case]),
        timeline(unknown_id, after=BAD[case]),
        notifications(unknown_id, after=BAD[case]),
    ):
        with pytest.raises(InvalidInput, match="expected a cursor") as refused:
            await read
        assert refused.value.data["field"] == "after"


async def test_a_cursor_of_another_order_is_refused(sample):
    """A cursor says where one order stands; in another order that place does not exist."""
    for order in Order:
        page = await service_requests(EVERYTHING, order, NOON, first=1)
        for other in set(Order) - {order}:
            with pytest.raises(InvalidInput) as refused:
                await service_requests(EVERYTHING, other, NOON, after=page.items[0][0])
            assert refused.value.data["field"] == "after"


async def test_a_cursor_needs_no_row_to_stand_on(test_app):
    """The row that a cursor was made from may be gone or changed: the page begins where it stood."""
    author = await test_app.person()
    requests = [await put(author, created_at=NOON - timedelta(hours=n)) for n in range(3)]
    after = encode_key(["NEWEST", (NOON - timedelta(minutes=30)).isoformat(), str(requests[0].id)])

    page = await service_requests(EVERYTHING, Order.NEWEST, NOON, after=after)

    assert [request for _, request in page.items] == requests[1:]


async def test_a_timeline_is_read_page_by_page(test_app):
    """Events come oldest first, by version, without a hole."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    for n in range(5):
        await comment(test_app.context, citizen, request.id, f"{n}")
    pages: list[Page[LoggedEvent]] = []
    read = await walk(lambda after: timeline(request.id, first=2, after=after), pages=pages)

    assert [logged.event.request.version for logged in read] == [1, 2, 3, 4, 5, 6]
    assert len(pages) == 3
