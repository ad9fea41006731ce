"""The map: nothing is lost between clusters and points."""

from math import inf, nan
from random import Random

import pytest

from app.domain.places.geo import Box
from app.domain.requests.lifecycle import Status
from app.errors import InvalidInput
from app.queries.requests.filter import Filter
from tests.conftest import NOON
from tests.integration.queries.conftest import put
from tests.maps import map_of

ALMATY = Box(76.7, 43.0, 77.2, 43.45)
HALF = Box(76.8, 43.1, 76.95, 43.25)


def counted(collection):
    """How many requests the features stand for."""
    return sum(item["properties"].get("count", 1) for item in collection["features"])


async def test_clusters_and_points_are_all_requests_of_the_box(sample):
    """At every zoom of the scale the counts of the clusters and the single points add up to what lies in the box."""
    for box in (ALMATY, HALF, Box(1, 1, 2, 2), Box(-180, -90, 180, 90)):
        inside = [request for request in sample.requests if box.contains(request.latitude, request.longitude)]
        for zoom in range(23):
            assert counted(await map_of(box, zoom, Filter(), NOON)) == len(inside), zoom


async def test_the_closer_the_more_features(sample):
    """Zooming in takes clusters apart and never puts them together."""
    numbers = [len((await map_of(ALMATY, zoom, Filter(), NOON))["features"]) for zoom in range(3, 20)]

    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]


async def test_the_filter_holds_on_the_map(sample):
    """The same filter as the list's narrows clusters, points, and the overdue among them."""
    narrowed = Filter(city_id="almaty", statuses=frozenset({Status.ACCEPTED, Status.IN_PROGRESS}))
    passing = [request for request in sample.requests if narrowed.matches(request, NOON)]
    late = sum(request.is_overdue(NOON) for request in passing)
    for zoom in (3, 11, 14, 19):
        found = await map_of(ALMATY, zoom, narrowed, NOON)
        properties = [item["properties"] for item in found["features"]]

        assert counted(found) == len(passing)
        assert sum(item["overdue"] if item["cluster"] else item["isOverdue"] for item in properties) == late


async def test_a_cluster_knows_where_its_requests_lie(sample):
    """The box of a cluster holds its centre and, over all features of the map, every request."""
    for zoom in (5, 11, 13):
        features = (await map_of(ALMATY, zoom, Filter(), NOON))["features"]
        boxes = [Box(*item["properties"]["bbox"]) for item in features if item["properties"]["cluster"]]
        points = {item["properties"]["id"] for item in features if not item["properties"]["cluster"]}

        assert boxes
        for item in features:
            if item["properties"]["cluster"]:
                longitude, latitude = item["geometry"]["coordinates"]
                west, south, east, north = item["properties"]["bbox"]
                assert west - 1e-6 <= longitude <= east + 1e-6
                assert south - 1e-6 <= latitude <= north + 1e-6
        for request in sample.requests:
            in_cluster = any(box.contains(request.latitude, request.longitude) for box in boxes)
            assert in_cluster or str(request.id) in points


async def test_a_point_says_what_it_is(test_app):
    """A request that stands alone is shown as itself, where it is."""
    request = await put(
        await test_app.person(), due_at=NOON.replace(hour=1), latitude=43.24123449, longitude=76.91123451
    )

    found = await map_of(ALMATY, 12, Filter(), NOON)

    assert found == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [76.911235, 43.241234]},
                "properties": {
                    "cluster": False,
                    "id": str(request.id),
                    "number": request.number,
                    "status": "ACCEPTED",
                    "categoryId": "pothole",
                    "isOverdue": True,
                    "dueAt": NOON.replace(hour=1).isoformat(),
                },
            }
        ],
    }


@pytest.mark.parametrize(("status", "runs"), [(Status.ACCEPTED, True), (Status.DONE, False)])
async def test_a_point_says_its_deadline_only_while_it_runs(test_app, status, runs):
    """A page that stays open turns the pin red by it, so it is silent where nothing can become overdue."""
    await put(await test_app.person(), status=status, due_at=NOON.replace(hour=23))

    (feature,) = (await map_of(ALMATY, 12, Filter(), NOON))["features"]

    assert (feature["properties"]["dueAt"] is not None) is runs
    assert feature["properties"]["isOverdue"] is False


async def test_requests_on_one_spot_stay_one_cluster(test_app):
    """Two at the very same place cannot be told apart by zooming; they stay a cluster of two."""
    author = await test_app.person()
    await put(author)
    await put(author)

    found = await map_of(ALMATY, 19, Filter(), NOON)

    assert [item["properties"]["count"] for item in found["features"]] == [2]


@pytest.mark.parametrize(
    "box",
    [Box(77, 43, 76, 44), Box(76, 44, 77, 43), Box(76, 43, 76, 44), Box(nan, 43, 77, 44), Box(76, 43, inf, 44)],
)
async def test_a_box_that_is_none_is_refused(box):
    """West lies before east, south below north, and all four are numbers."""
    with pytest.raises(InvalidInput) as refused:
        await map_of(box, 12, Filter(), NOON)

    assert refused.value.data["field"] == "bbox"


@pytest.mark.parametrize("zoom", [-1, 23, 100])
async def test_a_zoom_that_no_map_has_is_refused(zoom):
    """Maps go from 0 to 22."""
    with pytest.raises(InvalidInput) as refused:
        await map_of(ALMATY, zoom, Filter(), NOON)

    assert refused.value.data["field"] == "zoom"


async def test_a_crowded_map_loses_the_least(test_app, monkeypatch):
    """Where there are more features than a map may show, the largest clusters stay."""
    monkeypatch.setattr("app.queries.map.city_map.MOST_FEATURES", 3)
    author, random = await test_app.person(), Random(5)
    for _ in range(6):
        await put(author, latitude=43.1 + random.random() / 5, longitude=76.8 + random.random() / 5)
    for _ in range(4):
        await put(author, latitude=43.05, longitude=76.75)

    found = await map_of(ALMATY, 17, Filter(), NOON)

    assert [item["properties"].get("count", 1) for item in found["features"]] == [4, 1, 1]
