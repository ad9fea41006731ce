"""Places of a city: put as a whole, suggested while typing, and found beside a point."""

import asyncio
import json
from itertools import product
from typing import Any

import pytest

from app.commands.staff.places import put_places, remove_places
from app.domain.places.geo import box_around
from app.domain.places.place import NEAREST_WITHIN_METRES, Place, PlaceKind
from app.domain.places.query import place_query
from app.errors import NotFound
from app.models import City, PlaceRow
from app.models.database import rows
from app.queries.cities.places import (
    HOUSES,
    MOST_HOUSES,
    MOST_NAMED,
    NAMED,
    NEAR,
    named_values,
    place_near,
    places_by_kind,
    suggested_places,
)
from tests.places import ABAI, ABAI_45, ABAI_DOSTYK, ALMATY, BAZAAR, MARCH, place
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.new_database

STREETS, NUMBERS, LANDMARKS = 600, 28, 1_000
FIRST = 8


async def found(text: str, city_id: str = "almaty") -> list[str]:
    return [one.address("ru") for one in await suggested_places(city_id, text, FIRST)]


@pytest.fixture
async def almaty(test_app):
    await put_places("almaty", ALMATY, clock=test_app.clock)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("аб", "проспект Абая"),
        ("Абая", "проспект Абая"),
        ("абай даңғылы", "проспект Абая"),
        ("abay", "проспект Абая"),
        ("пр-т абая", "проспект Абая"),
        ("достық", "проспект Достык"),
        ("достыка", "проспект Достык"),
        ("достык абая", "пр. Абая – пр. Достык"),
        ("абая 45", "проспект Абая, 45"),
        ("Абай даңғылы, 45а", "проспект Абая, 45А"),
        ("абая 450", "проспект Абая, 450"),
        ("ул. Абая, д. 45, кв. 3", "проспект Абая, 45"),
        ("аксай 4 12", "микрорайон Аксай-4, 12"),
        ("8 марта", "улица 8 Марта"),
        ("желтоксан 7/1", "улица Желтоксан, 7/1"),
        ("Желтоқсан", "улица Желтоксан"),
        ("базар", "Зелёный базар"),
        ("kok bazar", "Зелёный базар"),
    ],
)
async def test_typed_text_suggests_the_place_first(almaty, typed, first):
    assert (await found(typed))[:1] == [first]


async def test_suggestions_are_ranked_and_no_street_is_there_twice(almaty):
    """The street before its crossings; the typed number before longer ones; the street where no house has it."""
    assert await found("абая") == ["проспект Абая", "пр. Абая – пр. Достык"]
    assert await found("абая 45") == ["проспект Абая, 45", "проспект Абая, 45А", "проспект Абая, 450"]
    assert await found("абая 99") == ["проспект Абая"]


@pytest.mark.parametrize("typed", ["", "а", "%", "_", "\\", "'", "абая достык базар", "45", "яяяя"])
async def test_other_text_suggests_nothing(almaty, typed):
    assert await found(typed) == []


async def test_places_of_another_city_are_not_suggested(almaty, test_app):
    await put_places("astana", [place(PlaceKind.STREET, "Абай көшесі", latitude=51.13, longitude=71.43)])

    assert await found("абая", "astana") == ["Абай көшесі"]
    assert await place_near("astana", ABAI.latitude, ABAI.longitude) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [(ABAI_45, "проспект Абая, 45"), (ABAI_DOSTYK, "пр. Абая – пр. Достык"), (MARCH, "улица 8 Марта")],
)
async def test_point_has_the_place_beside_it(almaty, at, expected):
    nearby = await place_near("almaty", at.latitude + 0.0001, at.longitude)

    assert nearby is not None
    assert nearby.place.address("ru") == expected
    assert nearby.metres == pytest.approx(11.1, abs=0.1)
    assert await place_near("almaty", 43.34, 76.99) is None


async def test_places_are_replaced_as_a_whole(almaty, test_app):
    """A reader sees the places of before until all the new ones are there."""
    seen: list[int] = []

    async def read() -> None:
        while not seen or seen[-1] != 1:
            seen.append(await PlaceRow.filter(city_id="almaty").count())

    before = await PlaceRow.filter(city_id="almaty").count()
    reading = asyncio.create_task(read())
    await asyncio.sleep(0)

    assert await put_places("almaty", [BAZAAR], clock=test_app.clock) == 1
    await asyncio.wait_for(reading, PATIENCE_SECONDS)

    assert set(seen) <= {before, 1}
    assert await places_by_kind("almaty") == {PlaceKind.LANDMARK: 1}


async def test_a_put_that_fails_changes_nothing(almaty):
    before = await PlaceRow.filter(city_id="almaty").count()
    too_long = place(PlaceKind.HOUSE, "Абай даңғылы", None, "9" * 21)

    with pytest.raises(Exception, match="too long"):
        await put_places("almaty", [BAZAAR, too_long])

    assert await PlaceRow.filter(city_id="almaty").count() == before
    with pytest.raises(NotFound, match="there is no city 'atlantis'"):
        await put_places("atlantis", [BAZAAR])


async def test_removed_places_are_gone(almaty):
    assert (await City.get(id="almaty")).places_put_at is not None

    assert await remove_places("almaty") == len(ALMATY) + 1

    assert (await found("абая"), await places_by_kind("almaty")) == ([], {})
    assert (await City.get(id="almaty")).places_put_at is None


def large_city() -> list[Place]:
    """Return the streets of a large city, each with a point, houses and a crossing, and landmarks."""
    syllables = ("ба", "ке", "ди", "ро", "мы", "ту", "са", "но", "жа", "лы", "ше", "қу", "өр", "ай")
    names = ["".join(parts).capitalize() for parts in product(syllables, repeat=3)][:STREETS]
    places = []
    for n, name in enumerate(names):
        at: Any = {"latitude": 43.17 + n % 40 * 0.004, "longitude": 76.78 + n // 40 * 0.005}
        street = place(PlaceKind.STREET, f"{name} көшесі", f"улица {name}", **at)
        crossing = f"{name} көшесі – {names[n * 7 % STREETS]} көшесі"
        places += [street, place(PlaceKind.CROSSING, crossing, **at)]
        for number in range(1, NUMBERS + 1):
            beside: Any = {"latitude": at["latitude"], "longitude": at["longitude"] + number * 0.0001}
            places.append(place(PlaceKind.HOUSE, f"{name} көшесі", f"улица {name}", str(number), **beside))
    places += [place(PlaceKind.LANDMARK, f"Мектеп №{n} {names[n % STREETS]}") for n in range(LANDMARKS)]
    return places


def scans(node: dict) -> list[dict]:
    """Return the scans of tables below a node of a plan."""
    own = [node] if "Relation Name" in node or node["Node Type"] == "Bitmap Index Scan" else []
    return own + [scan for below in node.get("Plans", ()) for scan in scans(below)]


async def plan(sql: str, *values: object) -> list[dict]:
    (explained,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
    return scans(json.loads(explained["QUERY PLAN"])[0]["Plan"])


async def test_suggestions_and_nearest_places_come_from_indexes(test_app):
    """With 17,800 places in a city and half as many in another: no scan reads the table, and each reads few rows."""
    places = large_city()
    await put_places("almaty", places, clock=test_app.clock)
    await put_places("astana", places[: len(places) // 2], clock=test_app.clock)
    await rows("ANALYZE place")
    kinds = [kind.value for kind in PlaceKind]
    names = {
        typed: await plan(NAMED, *named_values("almaty", place_query(typed).name, kinds, MOST_NAMED))
        for typed in ("ба", "бакеди", "бакеди мектеп", "мектеп 77")
    }
    (street,) = await rows("SELECT street_key FROM place WHERE city_id = 'almaty' AND number_key = '7' LIMIT 1")
    houses = await plan(HOUSES, "almaty", [street["street_key"]], "4", MOST_HOUSES)
    box = box_around(43.25, 76.9, NEAREST_WITHIN_METRES)
    near = await plan(NEAR, kinds, "almaty", box.west, box.south, box.east, box.north, 76.9, 43.25)

    used = {typed: {scan.get("Index Name") for scan in found} - {None} for typed, found in names.items()}
    assert set(map(frozenset, used.values())) == {frozenset({"place_tokens"})}
    assert {scan.get("Index Name") for scan in houses} == {"place_houses"}
    assert {scan.get("Index Name") for scan in near} - {None} == {"place_point"}
    assert not [scan for found in (*names.values(), houses, near) for scan in found if scan["Node Type"] == "Seq Scan"]
    assert max(scan["Actual Rows"] for found in (*names.values(), houses, near) for scan in found) <= 1_000
