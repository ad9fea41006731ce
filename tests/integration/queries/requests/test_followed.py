"""The requests that one person follows: in lists of any order, by text, in totals and on the map."""

from datetime import timedelta

import pytest

from app.commands.requests.following import follow, unfollow
from app.domain.places.geo import Box
from app.domain.requests.lifecycle import OPEN, Status
from app.queries.requests import text_search
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from app.queries.requests.totals import total
from tests.conftest import NOON
from tests.integration.queries.conftest import put, walk
from tests.maps import map_of

EVERYWHERE = Box(west=-180, south=-90, east=180, north=90)


@pytest.fixture
async def followed(test_app):
    """A person, another one, and twelve requests, of which the first follows every third and the other all."""
    author, follower, other = [await test_app.person() for _ in range(3)]
    texts = ("жол", "бос")
    made = [
        await put(
            author,
            description=texts[n % 2],
            city_id=("almaty", "astana")[n % 4 == 0],
            status=(Status.ACCEPTED, Status.DONE)[n % 2],
            created_at=NOON - timedelta(hours=n),
            updated_at=NOON - timedelta(hours=n * 7 % 12),
        )
        for n in range(12)
    ]
    for number, request in enumerate(made):
        await follow(test_app.context, other, request.id)
        if number % 3 == 0:
            await follow(test_app.context, follower, request.id)
    return follower, made[::3]


async def test_lists_have_what_the_person_follows(followed):
    """Each once, in every order, page by page; the total is theirs."""
    follower, expected = followed
    asked = Filter(follower_id=follower.account_id)
    sorts = {
        Order.NEWEST: lambda one: -one.created_at.timestamp(),
        Order.OLDEST: lambda one: one.created_at,
        Order.UPDATED: lambda one: -one.updated_at.timestamp(),
    }

    for order, key in sorts.items():
        found = await walk(lambda after, order=order: service_requests(asked, order, NOON, first=3, after=after))
        assert found == sorted(expected, key=key), order
    assert (await total(asked, NOON)).count == len(expected) == 4


async def test_other_conditions_narrow_what_the_person_follows(followed):
    follower, expected = followed
    of_follower = {"follower_id": follower.account_id}

    for narrow, passes in (
        ({"city_id": "almaty"}, lambda one: one.city_id == "almaty"),
        ({"statuses": OPEN}, lambda one: one.status is Status.ACCEPTED),
        ({"statuses": OPEN, "city_id": "astana"}, lambda one: one.is_open and one.city_id == "astana"),
        ({"created_from": NOON - timedelta(hours=4)}, lambda one: one.created_at >= NOON - timedelta(hours=4)),
        ({"author_id": expected[0].author_id}, lambda one: True),
        ({"author_id": follower.account_id}, lambda one: False),
    ):
        asked = Filter(**of_follower, **narrow)
        wanted = {one.id for one in expected if passes(one)}
        for order in Order:
            assert {one.id for _, one in (await service_requests(asked, order, NOON)).items} == wanted, (narrow, order)
        assert (await total(asked, NOON)).count == len(wanted), narrow


async def test_a_text_is_looked_for_in_what_the_person_follows(followed, monkeypatch):
    """Not in the newest requests of all: those of a person may lie behind them."""
    monkeypatch.setattr(text_search, "NEWEST_SEARCHED", 2)
    follower, expected = followed
    asked = Filter(follower_id=follower.account_id, text="жо")
    wanted = [one for one in expected if one.description == "жол"]

    found = await walk(lambda after: service_requests(asked, Order.NEWEST, NOON, first=2, after=after))

    assert found == wanted
    assert len(wanted) == 2


async def test_the_map_has_what_the_person_follows(followed):
    follower, expected = followed

    features = (await map_of(EVERYWHERE, 10, Filter(follower_id=follower.account_id), NOON))["features"]

    assert sum(feature["properties"].get("count", 1) for feature in features) == len(expected)


async def test_the_list_ends_with_the_following(test_app, followed):
    follower, (first, *others) = followed

    await unfollow(follower, first.id)

    found = await service_requests(Filter(follower_id=follower.account_id), Order.NEWEST, NOON)
    assert [one for _, one in found.items] == others
