"""Lists of a span of time by deadline or last change, which are merged from the days of the span."""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

import orjson
import pytest

from app.domain.requests.lifecycle import CONFIRMED, DROPPED, OPEN, Status
from app.models.database import rows
from app.queries.requests.filter import Filter
from app.queries.requests.lists import page_statement, service_requests
from app.queries.requests.order import SORTINGS, Order
from app.queries.requests.page import Page
from app.queries.requests.window_pages import is_merged
from tests.conftest import NOON
from tests.integration.queries.conftest import put_all, walk

FROM, UNTIL = NOON - timedelta(days=40, hours=3), NOON - timedelta(days=9)
LONG_AGO = NOON - timedelta(days=9030)
_BLOCKS = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@pytest.fixture
async def requests(test_app):
    """Requests of sixty days; several of one moment, deadlines long after their day or none, changes much later.

    Some are of decades before, as an import may have them.
    """
    random, author = Random(11), await test_app.person()
    made = []
    for number in range(170):
        created_at = NOON - timedelta(days=number % 60, hours=random.choice([0, 0, 3, 11, 12, 13]))
        if number >= 160:
            created_at -= timedelta(days=random.choice([5000, 9000, 9001]))
        made.append(
            {
                "city_id": random.choice(["almaty", "almaty", "astana"]),
                "status": random.choice([Status.ACCEPTED, Status.DONE, Status.CONFIRMED, Status.REJECTED]),
                "created_at": created_at,
                "updated_at": created_at + timedelta(days=random.choice([0, 1, 30])),
                "due_at": random.choice([None, created_at - timedelta(days=2), created_at + timedelta(days=3), NOON]),
                "category_id": random.choice(["pothole", "tree", "garbage"]),
                "done_at": random.choice([None, created_at + timedelta(days=1), created_at + timedelta(days=4)]),
            }
        )
    return await put_all(author, made)


@pytest.mark.parametrize("order", [Order.DUE_FIRST, Order.UPDATED])
@pytest.mark.parametrize("scope", list(product(["almaty", None], [None, CONFIRMED, CONFIRMED | OPEN, frozenset()])))
@pytest.mark.parametrize(
    ("since", "until"), [(FROM, UNTIL), (FROM, None), (None, UNTIL), (FROM, FROM), (UNTIL, FROM), (LONG_AGO, UNTIL)]
)
async def test_pages_have_each_request_of_the_span_once(requests, order, scope, since, until):
    city_id, statuses = scope
    asked = Filter(city_id=city_id, created_from=since, created_to=until, statuses=statuses)
    assert is_merged(asked, order) is not (statuses == frozenset())
    await _check(requests, asked, order)


@pytest.mark.parametrize("order", [Order.DUE_FIRST, Order.UPDATED])
@pytest.mark.parametrize(("fields", "merged"), [({"late": True}, 2), ({"late": False}, 2), ({"statuses": DROPPED}, 1)])
@pytest.mark.parametrize("city_id", ["almaty", None])
async def test_pages_of_late_and_of_dropped_requests_have_each_once(requests, order, fields, merged, city_id):
    """What was dropped has changed early, and is not looked for among all of each day by last change."""
    asked = Filter(city_id=city_id, created_from=FROM, created_to=UNTIL, **fields)
    assert is_merged(asked, order) is (merged == 2 or order is Order.DUE_FIRST)
    await _check(requests, asked, order)


async def _check(requests, asked, order):
    """Read all pages, and compare them with the requests that pass."""
    sorting = SORTINGS[order]
    expected = sorted(
        (request for request in requests if asked.matches(request, NOON)),
        key=lambda request: (sorting.value_of(request), request.id),
        reverse=sorting.direction == "DESC",
    )

    async def read(after: str | None) -> Page:
        return await service_requests(asked, order, NOON, first=7, after=after)

    assert [request.id for request in await walk(read)] == [request.id for request in expected]


@pytest.mark.parametrize("order", [Order.DUE_FIRST, Order.UPDATED])
@pytest.mark.parametrize(
    "narrowed",
    [
        {"category_ids": frozenset({"pothole"})},
        {"category_ids": frozenset({"pothole", "tree"}), "statuses": CONFIRMED | OPEN},
        {"late": True},
        {"late": True, "category_ids": frozenset({"tree"})},
    ],
)
@pytest.mark.parametrize("until", [UNTIL, None])
async def test_pages_of_all_cities_have_each_request_of_the_span_once(requests, order, narrowed, until):
    """Read city by city where PostgreSQL would read all requests before the span."""
    asked = Filter(created_from=FROM, created_to=until, **narrowed)
    sorting = SORTINGS[order]
    expected = sorted(
        (request for request in requests if asked.matches(request, NOON)),
        key=lambda request: (sorting.value_of(request), request.id),
        reverse=sorting.direction == "DESC",
    )
    assert len({request.city_id for request in expected}) == 2

    async def read(after: str | None) -> Page:
        return await service_requests(asked, order, NOON, first=3, after=after)

    assert [request.id for request in await walk(read)] == [request.id for request in expected]


@pytest.mark.parametrize("order", [Order.DUE_FIRST, Order.UPDATED])
@pytest.mark.parametrize("city_id", ["almaty", None])
async def test_one_request_of_the_first_day_of_a_calendar_costs_no_look_at_each_day_since(test_app, order, city_id):
    """An import has brought it; without it each of twenty thousand days of each city would be looked at."""
    author = await test_app.person()
    recent = [{"created_at": NOON - timedelta(days=number)} for number in range(60)]
    await put_all(author, recent)
    asked = Filter(city_id=city_id, created_to=NOON)

    async def blocks() -> int:
        sql, values = page_statement(asked, order, NOON, first=5)
        plan = (await rows(_BLOCKS + sql, *values))[0]["QUERY PLAN"]
        return (orjson.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Shared Hit Blocks"]

    before = await blocks()
    await put_all(author, [{"created_at": datetime(1970, 1, 1, tzinfo=UTC)}])

    assert await blocks() < 2 * before + 200
