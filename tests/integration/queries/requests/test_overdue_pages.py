"""Lists of overdue requests, whose deadline timers have fired or are yet to fire."""

from datetime import timedelta
from itertools import product
from random import Random

import pytest

from app.domain.requests.lifecycle import Status
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import SORTINGS, Order
from app.queries.requests.page import Page
from tests.conftest import NOON
from tests.integration.queries.conftest import put_all, walk


@pytest.fixture
async def requests(test_app):
    """Requests whose deadlines have passed, pass now or lie ahead; timers that have fired for these or for others.

    Some are imported: no author waits for them, so no timer runs.
    """
    random, author = Random(5), await test_app.person()
    made = []
    for number in range(200):
        created_at = NOON - timedelta(days=9, hours=number % 40)
        due_at = random.choice([None, NOON - timedelta(days=3), NOON - timedelta(seconds=1), NOON, NOON + timedelta(1)])
        made.append(
            {
                "city_id": random.choice(["almaty", "almaty", "astana"]),
                "category_id": random.choice(["pothole", "tree"]),
                "status": random.choice([Status.ACCEPTED, Status.IN_PROGRESS, Status.IN_PROGRESS, Status.DONE]),
                "created_at": created_at,
                "updated_at": created_at,
                "executor_id": author.account_id,
                "due_at": due_at,
                "fired_breached_at": random.choice([None, due_at, created_at]),
            }
        )
        if number % 7 == 0:
            made[-1] |= {"author_id": None, "fired_breached_at": random.choice([None, None, due_at])}
        if number % 10 == 0:
            made[-1] |= {"status": Status.ON_HOLD, "held_at": NOON - timedelta(days=4)}
    return await put_all(author, made)


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST, Order.DUE_FIRST, Order.UPDATED, Order.BEST_MATCH])
@pytest.mark.parametrize("scope", list(product(["almaty", None], [None, frozenset({"pothole"})])))
async def test_pages_have_each_overdue_request_once(requests, order, scope):
    city_id, category_ids = scope
    asked = Filter(city_id=city_id, category_ids=category_ids, overdue=True)
    sorting = SORTINGS[Order.NEWEST if order is Order.BEST_MATCH else order]
    expected = sorted(
        (request for request in requests if asked.matches(request, NOON)),
        key=lambda request: (sorting.value_of(request), request.id),
        reverse=sorting.direction == "DESC",
    )
    marked = [request.fired_breached_at == request.due_at for request in expected]
    assert set(marked) == {True, False}
    assert {request.author_id is None for request in expected} == {True, False}

    async def read(after: str | None) -> Page:
        return await service_requests(asked, order, NOON, first=7, after=after)

    assert [request.id for request in await walk(read)] == [request.id for request in expected]
