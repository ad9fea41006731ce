"""Is it known already: the neighbours of a point."""

from datetime import timedelta
from math import cos, inf, nan, radians

import pytest

from app.domain.accounts.roles import Role
from app.domain.places.geo import distance_metres
from app.domain.requests.lifecycle import Status
from app.errors import InvalidInput
from app.models.identity import new_id
from app.queries.requests.service_requests import nearby
from tests.conftest import NOON
from tests.integration.queries.conftest import put

HERE = (43.24, 76.91)
METRE = 1 / 111_195


async def put_at(author, metres, **changes):
    """A request so many metres east of here."""
    return await put(author, longitude=HERE[1] + metres * METRE / cos(radians(HERE[0])), **changes)


async def ids_near(category_id="pothole", radius_metres=None):
    """The neighbours, nearest first."""
    return [request.id for _, request in await nearby(*HERE, category_id, radius_metres, NOON)]


async def test_the_category_says_how_far_to_look(test_app):
    """Without a radius a pothole reaches 40 metres, and another category reaches its own distance."""
    author = await test_app.person()
    near = await put_at(author, 39)
    await put_at(author, 41)
    heat = await put_at(author, 149, category_id="heating")
    await put_at(author, 151, category_id="heating")

    assert await ids_near() == [near.id]
    assert await ids_near("heating") == [heat.id]


async def test_an_own_radius_goes_before(test_app):
    """A radius that is given counts, up to five kilometres; the metres are the true distance."""
    author = await test_app.person()
    far = await put_at(author, 4900)

    ((metres, request),) = await nearby(*HERE, "pothole", 5000, NOON)

    assert request == far
    assert metres == pytest.approx(4900, rel=0.001)
    assert metres == distance_metres(*HERE, far.latitude, far.longitude)
    assert await ids_near(radius_metres=4800) == []


async def test_the_corners_of_the_box_are_not_near(test_app):
    """A radius is a circle: what lies in the square around it, but outside, is not given."""
    side = 35
    north = HERE[0] + side * METRE
    east = HERE[1] + side * METRE / cos(radians(HERE[0]))
    await put(await test_app.person(), latitude=north, longitude=east)

    assert await ids_near() == []


async def test_nearest_first_and_at_most_five(test_app):
    """The five nearest come, by distance."""
    author = await test_app.person()
    placed = {metres: await put_at(author, metres) for metres in (30, 5, 20, 10, 25, 15, 35)}

    assert await ids_near() == [placed[metres].id for metres in (5, 10, 15, 20, 25)]


async def test_open_ones_and_those_closed_lately(test_app):
    """What is open comes first, whatever its age; what was done comes for seven days; what was refused never comes."""
    author, executor = await test_app.person(), (await test_app.person(Role.EXECUTOR)).account_id
    old, lately = NOON - timedelta(days=400), NOON - timedelta(days=6)
    wanted = [
        await put(author, created_at=old, updated_at=old),
        await put(author, created_at=old, updated_at=old, status=Status.IN_PROGRESS, executor_id=executor),
        await put(author, created_at=old, updated_at=old, status=Status.ON_HOLD, executor_id=executor, held_at=old),
        await put(author, done_at=lately, status=Status.DONE, executor_id=executor),
        await put(author, done_at=lately, status=Status.CONFIRMED, executor_id=executor),
    ]
    for status in (Status.DONE, Status.CONFIRMED):
        await put(author, done_at=NOON - timedelta(days=7), status=status, executor_id=executor)
    for status in (Status.WITHDRAWN, Status.REJECTED):
        await put(author, status=status)
    await put(author, status=Status.MERGED, merged_into=new_id())

    found = await ids_near()
    assert set(found) == {request.id for request in wanted}
    assert set(found[-2:]) == {request.id for request in wanted[-2:]}


async def test_a_radius_has_limits(test_app):
    """More than nothing and at most five kilometres, or the field is named."""
    for radius in (0, -1, 5001, inf, nan):
        with pytest.raises(InvalidInput) as refused:
            await nearby(*HERE, "pothole", radius, NOON)

        assert refused.value.data["field"] == "radiusMetres"


async def test_an_unknown_category_is_refused(test_app):
    """There is nothing to be near to."""
    with pytest.raises(InvalidInput) as refused:
        await nearby(*HERE, "atlantis", None, NOON)

    assert refused.value.data["field"] == "categoryId"


@pytest.mark.parametrize("point", [(nan, 76.9), (43.2, inf), (90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1)])
async def test_a_point_off_the_earth_is_refused(point):
    """Latitudes end at 90 and longitudes at 180."""
    with pytest.raises(InvalidInput) as refused:
        await nearby(*point, "pothole", None, NOON)

    assert refused.value.data["field"] == "location"
