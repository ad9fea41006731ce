"""Following circles and districts: who receives which request, how many areas, and that matching stays cheap."""

import asyncio
import json

import pytest

from app.commands.accounts.followed_areas import follow_area, unfollow_area
from app.commands.requests import work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.notifications.followed_area import MOST_AREAS, Circle
from app.domain.notifications.recipient import RecipientRole
from app.domain.places.geo import METRES_PER_DEGREE
from app.domain.places.hexagons import hexagon_at
from app.errors import InvalidInput, Unauthenticated
from app.models import EventRow
from app.models.database import rows
from app.queries.notifications import area_followers
from app.queries.notifications.account_notifications import notifications
from app.queries.notifications.followed_areas import followed_areas
from tests import pictures
from tests.integration.districts.conftest import IN_HILL, IN_RIVER, NOWHERE, RIVER

pytestmark = pytest.mark.new_database

HERE = {"latitude": 43.24, "longitude": 76.91}


def circle(metres: int = 500, north: float = 0.0) -> Circle:
    """Return a circle whose middle is so many metres north of where the tests submit."""
    return Circle(
        latitude=HERE["latitude"] + north / METRES_PER_DEGREE, longitude=HERE["longitude"], radius_metres=metres
    )


async def in_area(request) -> list[str]:
    """Return the accounts that received the first event of the request because of an area."""
    stored = (await EventRow.get(request_id=request.id, version=1)).recipients or []
    return [one["account_id"] for one in stored if one["role"] == RecipientRole.AREA]


async def test_a_request_in_the_circle_is_a_notification_when_submitted_and_when_done(test_app):
    watcher, author, executor = await test_app.person(), await test_app.person(), await test_app.person(Role.EXECUTOR)
    await follow_area(test_app.context, watcher, "almaty", circle=circle())
    request = await submit(test_app.context, author, test_app.submission(**HERE))
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
    await test_app.settled()

    found = await notifications(watcher.account_id)
    assert [one.logged.event.kind.value for _, one in found.keyed] == ["WORK_COMPLETED", "SUBMITTED"]


@pytest.mark.parametrize(
    ("given", "received"),
    [
        ({"circle": circle(500, north=499)}, True),
        ({"circle": circle(500, north=501)}, False),
        ({"circle": circle(3_000, north=2_990)}, True),
        ({"circle": circle(), "category_ids": ["garbage", "pothole"]}, True),
        ({"circle": circle(), "category_ids": ["garbage"]}, False),
    ],
)
async def test_distance_and_category_decide(test_app, given, received):
    watcher, author = await test_app.person(), await test_app.person()
    await follow_area(test_app.context, watcher, "almaty", **given)

    request = await submit(test_app.context, author, test_app.submission(**HERE))

    assert await in_area(request) == ([str(watcher.account_id)] if received else [])


async def test_a_district_is_followed_by_its_outline(test_app, put):
    await put(RIVER)
    watcher, author = await test_app.person(), await test_app.person()
    await follow_area(test_app.context, watcher, "almaty", district_id=RIVER.id)

    requests = [
        await submit(test_app.context, author, test_app.submission(**at)) for at in (IN_RIVER, IN_HILL, NOWHERE)
    ]

    assert [bool(await in_area(request)) for request in requests] == [True, False, False]


async def test_own_reports_and_blocked_accounts_receive_nothing_and_two_areas_count_once(test_app):
    watcher, blocked = await test_app.person(), await test_app.person()
    for viewer in (watcher, blocked):
        await follow_area(test_app.context, viewer, "almaty", circle=circle())
    await follow_area(test_app.context, watcher, "almaty", circle=circle(600))
    await rows("UPDATE account SET blocked_at = now() WHERE id = $1", blocked.account_id)

    own = await submit(test_app.context, watcher, test_app.submission(**HERE))
    others = await submit(test_app.context, await test_app.person(), test_app.submission(**HERE))

    assert await in_area(own) == []
    assert await in_area(others) == [str(watcher.account_id)]


async def test_an_account_follows_a_limited_number_of_areas_each_once(test_app):
    """Also where two are added at the same time."""
    watcher = await test_app.person()
    for metres in range(200, 200 + MOST_AREAS - 1):
        await follow_area(test_app.context, watcher, "almaty", circle=circle(metres))
    await follow_area(test_app.context, watcher, "almaty", circle=circle(200), category_ids=[])

    both = await asyncio.gather(
        *(follow_area(test_app.context, watcher, "almaty", circle=circle(metres)) for metres in (900, 901)),
        return_exceptions=True,
    )

    assert [type(one) for one in both if isinstance(one, Exception)] == [InvalidInput]
    found = await followed_areas(watcher.account_id)
    assert len(found) == MOST_AREAS
    stranger = await test_app.person()
    await unfollow_area(stranger, found[0].id)
    assert len(await followed_areas(watcher.account_id)) == MOST_AREAS
    assert len(await unfollow_area(watcher, found[0].id)) == MOST_AREAS - 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "circle"),
        ({"circle": circle(), "district_id": "almaty_river"}, "circle"),
        ({"district_id": "almaty_nowhere"}, "districtId"),
        ({"circle": circle(3_001)}, "circle.radiusMetres"),
        ({"circle": circle(), "category_ids": ["dragons"]}, "categoryIds"),
    ],
)
async def test_a_wrong_area_names_the_field(test_app, given, field):
    with pytest.raises(InvalidInput) as refused:
        await follow_area(test_app.context, await test_app.person(), "almaty", **given)
    assert refused.value.data["field"] == field
    with pytest.raises(Unauthenticated):
        await follow_area(test_app.context, None, "almaty", **given)


async def test_too_many_followers_leave_those_with_the_smallest_areas(test_app, monkeypatch):
    """An event is stored with its recipients and published to every process, so their number has a bound."""
    monkeypatch.setattr(area_followers, "MOST_RECIPIENTS", 2)
    watchers = [await test_app.person() for _ in range(3)]
    for viewer, metres in zip(watchers, (900, 300, 600), strict=True):
        await follow_area(test_app.context, viewer, "almaty", circle=circle(metres))

    request = await submit(test_app.context, await test_app.person(), test_app.submission(**HERE))

    assert set(await in_area(request)) == {str(watchers[1].account_id), str(watchers[2].account_id)}


async def test_matching_reads_the_areas_around_the_request_and_no_others(test_app):
    """20,000 areas in the city, a few hundred of them near."""
    account = await test_app.person()
    await rows(
        "INSERT INTO followed_area (id, account_id, city_id, latitude, longitude, radius_metres, hexagons, created_at)"
        " SELECT gen_random_uuid(), $1, 'almaty', 43.2, 76.9, 500, ARRAY[$2::bigint + n % 200], now()"
        " FROM generate_series(1, 20000) AS n",
        account.account_id,
        hexagon_at(43.2, 76.9),
    )
    await rows("ANALYZE followed_area")
    values = (hexagon_at(43.2, 76.9), 43.2, 76.9, "almaty_river", "pothole", "almaty")

    (plan,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {area_followers.FOLLOWERS}", *values)

    nodes = list(_nodes(json.loads(plan["QUERY PLAN"])[0]["Plan"]))
    assert "followed_area_hexagons" in {node.get("Index Name") for node in nodes}
    assert max(node["Actual Rows"] * node["Actual Loops"] for node in nodes) <= 20_000 / 200


def _nodes(node):
    yield node
    for inner in node.get("Plans", []):
        yield from _nodes(inner)
