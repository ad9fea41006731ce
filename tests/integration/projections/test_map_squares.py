"""The map from squares says what the map from rows says, in bounded time for any box."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from app.domain.figures.period import Period
from app.domain.log.events import EventKind
from app.domain.places.geo import Box
from app.domain.requests.lifecycle import Status
from app.models.database import rows
from app.queries.map import city_map
from app.queries.map.city_map import on_the_globe
from app.queries.map.squares import MOST_SQUARES, squares_in, zoom_within
from app.queries.requests.filter import Filter
from tests.conftest import NOON
from tests.integration.projections.conftest import new_request
from tests.maps import map_of

REQUESTS = 60
ALMATY = Box(76.7, 43.0, 77.2, 43.45)
WORLD = Box(-180, -90, 180, 90)
FILTERS = {
    "none": Filter(),
    "open": Filter(statuses=frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD})),
    "accepted": Filter(statuses=frozenset({Status.ACCEPTED})),
    "finished": Filter(statuses=frozenset({Status.DONE, Status.MERGED})),
    "overdue": Filter(overdue=True),
    "not overdue": Filter(overdue=False),
    "accepted and overdue": Filter(statuses=frozenset({Status.ACCEPTED}), overdue=True),
    "category": Filter(category_ids=frozenset({"pothole", "lighting"})),
    "all of it": Filter(
        category_ids=frozenset({"pothole"}), statuses=frozenset({Status.IN_PROGRESS, Status.CONFIRMED}), overdue=False
    ),
    "total's own name": Filter(category_ids=frozenset({""})),
    "city": Filter(city_id="almaty"),
    "other city": Filter(city_id="astana", overdue=True),
    "period": Filter(period=Period.DAYS_30),
    "open now": Filter(period=Period.OPEN),
    "week of a city": Filter(city_id="almaty", period=Period.DAYS_7, category_ids=frozenset({"pothole"})),
    "year without some": Filter(period=Period.DAYS_365, statuses=frozenset({Status.ACCEPTED, Status.MERGED})),
}


@pytest.fixture
async def filled(log):
    """Requests in clusters and alone, of all statuses, some of them overdue."""
    random = Random(7)
    for number in range(REQUESTS):
        spread = random.choice([0.0004, 0.02, 0.2])
        request = new_request(
            number,
            log.clock.at,
            latitude=43.22 + random.uniform(-spread, spread),
            longitude=76.95 + random.uniform(-spread, spread),
            category_id=random.choice(["pothole", "lighting", "other"]),
            city_id=random.choice(["almaty", "almaty", "astana"]),
            due_at=random.choice([None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)]),
        )
        await log.write(EventKind.SUBMITTED, None, request)
        status = random.choice(list(Status))
        held_at = log.clock.at if status is Status.ON_HOLD else None
        after = replace(request.evolve(log.clock.at), status=status, held_at=held_at)
        finished_at = None if after.is_open else NOON - timedelta(days=random.choice([0, 6.9, 7, 29, 31, 91, 400]))
        await log.write(EventKind.ASSIGNED, request, replace(after, done_at=finished_at, closed_at=finished_at))
    await log.stamp()
    await log.pass_time(0)
    return log


async def test_squares_say_what_rows_say(filled, monkeypatch):
    """At every even zoom both cut the map into the same squares: counts, overdue, and single requests are equal."""
    monkeypatch.setattr("app.queries.map.squares.MOST_SQUARES", 10_000_000)
    for name, narrowed in FILTERS.items():
        for zoom in range(0, 17, 2):
            monkeypatch.setattr(city_map, "FEW", 2000)
            from_rows = await map_of(ALMATY, zoom, narrowed, NOON)
            monkeypatch.setattr(city_map, "FEW", -1)
            from_squares = await map_of(ALMATY, zoom, narrowed, NOON)
            assert totals(from_squares) == totals(from_rows), (name, zoom)
            if name in {"none", "category"}:
                assert by_place(from_squares) == by_place(from_rows), (name, zoom)


def totals(collection):
    """Return how many features, requests and overdue requests there are."""
    properties = [item["properties"] for item in collection["features"]]
    return (
        len(properties),
        sorted(item.get("count", 1) for item in properties),
        sum(item["overdue"] if item["cluster"] else item["isOverdue"] for item in properties),
    )


def by_place(collection):
    """Return the features without the edges of clusters, which are those of the square or those of its requests."""
    features = []
    for item in collection["features"]:
        longitude, latitude = item["geometry"]["coordinates"]
        properties = {name: value for name, value in item["properties"].items() if name != "bbox"}
        features.append((round(longitude, 4), round(latitude, 4), str(properties)))
    return sorted(features)


async def test_a_cluster_of_squares_has_its_centre_within_its_edges(filled, monkeypatch):
    """So that zooming into the edges shows its requests."""
    monkeypatch.setattr(city_map, "FEW", -1)
    for zoom in range(18):
        for item in (await map_of(ALMATY, zoom, Filter(), NOON))["features"]:
            if item["properties"]["cluster"]:
                longitude, latitude = item["geometry"]["coordinates"]
                assert Box(*item["properties"]["bbox"]).contains(latitude, longitude), zoom


async def test_an_absurd_box_reads_a_bounded_number_of_squares(filled):
    """The whole world at the zoom of a street is shown as from further away, and holds everything."""
    for zoom in range(23):
        squares = await squares_in([WORLD], zoom, Filter(), NOON, few=0)

        assert squares.count == REQUESTS
        assert 4 ** zoom_within([WORLD], zoom) <= MOST_SQUARES


async def test_many_rows_are_counted_in_part_and_the_answer_says_so(filled, monkeypatch):
    """A filter that squares do not know."""
    narrowed = Filter(created_from=NOON - timedelta(days=1))
    monkeypatch.setattr(city_map, "MOST_ROWS", REQUESTS)
    whole = await map_of(ALMATY, 11, narrowed, NOON)
    monkeypatch.setattr(city_map, "MOST_ROWS", 40)
    part = await map_of(ALMATY, 11, narrowed, NOON)

    assert "partial" not in whole
    assert sum(totals(whole)[1]) == REQUESTS
    assert part["partial"] is True
    assert sum(totals(part)[1]) == 41


async def test_too_many_features_are_a_part(filled, monkeypatch):
    """The smallest clusters are left out."""
    monkeypatch.setattr(city_map, "MOST_FEATURES", 3)

    part = await map_of(ALMATY, 14, Filter(), NOON)

    assert part["partial"] is True
    assert len(part["features"]) == 3


async def test_rows_answer_while_squares_are_not_up_to_date(filled, monkeypatch):
    """All of them: the map of an upgraded installation is right before the read model is built."""
    monkeypatch.setattr(city_map, "FEW", -1)
    monkeypatch.setattr(city_map, "MOST_ROWS", 10)
    await rows("UPDATE projection SET position = NULL WHERE name = 'map_cells'")
    await rows("TRUNCATE map_cell")

    whole = await map_of(ALMATY, 11, Filter(), NOON)

    assert "partial" not in whole
    assert sum(totals(whole)[1]) == REQUESTS


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        (Box(170, 1, 190, 2), [Box(170, 1, 180, 2), Box(-180, 1, -170, 2)]),
        (Box(-190, 1, -170, 2), [Box(170, 1, 180, 2), Box(-180, 1, -170, 2)]),
        (Box(436, 1, 437, 2), [Box(76, 1, 77, 2)]),
        (Box(-284, 1, -283, 2), [Box(76, 1, 77, 2)]),
        (Box(0, 1, 400, 2), [Box(-180, 1, 180, 2)]),
        (Box(-180, -90, 180, 90), [Box(-180, -90, 180, 90)]),
        (Box(-1e300, -1e300, 1e300, 1e300), [Box(-180, -1e300, 180, 1e300)]),
    ],
)
def test_a_box_is_brought_onto_the_globe(box, wanted):
    """A map that was dragged around the Earth still shows what lies there."""
    assert on_the_globe(box) == wanted


async def test_a_box_across_the_antimeridian_shows_both_sides(log, monkeypatch):
    """From rows and from squares."""
    for number, longitude in enumerate((179.9, -179.9, 0)):
        await log.write(EventKind.SUBMITTED, None, new_request(number, log.clock.at, latitude=1, longitude=longitude))
    await log.stamp()
    for few in (2000, -1):
        monkeypatch.setattr(city_map, "FEW", few)
        found = await map_of(Box(179, 0, 181, 2), 8, Filter(), NOON)
        assert sorted(item["geometry"]["coordinates"][0] for item in found["features"]) == [-179.9, 179.9]


async def test_requests_at_the_edges_of_the_world_are_shown(log, monkeypatch):
    """Also beyond the latitudes that the square map reaches."""
    for number, (latitude, longitude) in enumerate([(90, 180), (-90, -180), (89, 0), (-85.1, 179.9999)]):
        request = new_request(number, log.clock.at, latitude=latitude, longitude=longitude)
        await log.write(EventKind.SUBMITTED, None, request)
    await log.stamp()
    for few in (2000, -1):
        monkeypatch.setattr(city_map, "FEW", few)
        for zoom in (0, 3, 8):
            assert sum(totals(await map_of(WORLD, zoom, Filter(), NOON))[1]) == 4
