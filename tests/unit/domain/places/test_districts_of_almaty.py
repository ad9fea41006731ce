"""Real outlines and real places: crossings of Almaty, each with the district that its source names.

The files are not part of the repository: QALA_SHARED_DATA names the folder that holds them, or it stands in
`shared/data` beside the checkout. The districts of the source were computed from the same outlines, so this proves the
code and not the map.
"""

import csv
import gzip
import os
from math import cos, pi, radians, sin
from pathlib import Path
from random import Random

import pytest

from app.data.catalog import load_cities
from app.data.district_file import load_districts
from app.domain.places.district_map import DistrictMap
from app.domain.places.geo import METRES_PER_DEGREE

BESIDE_CHECKOUT = Path(__file__).parents[5] / "shared" / "data"
FOLDER = Path(os.environ.get("QALA_SHARED_DATA", BESIDE_CHECKOUT)) / "kz"
OUTLINES, CROSSINGS = FOLDER / "almaty_districts.geojson", FOLDER / "almaty_intersections_2024.csv.gz"


@pytest.fixture(scope="module")
def districts():
    if not (OUTLINES.is_file() and CROSSINGS.is_file()):
        pytest.skip(f"the outlines and crossings of Almaty are not in {FOLDER}; name its parent by QALA_SHARED_DATA")
    (almaty,) = [city for city in load_cities() if city.id == "almaty"]
    return load_districts(OUTLINES, "almaty", almaty.bbox)


@pytest.fixture(scope="module")
def city(districts):
    return DistrictMap({district.id: district.outline for district in districts})


@pytest.fixture(scope="module")
def crossings(districts):
    """Return places with the id of the district that the source names, None where it names none."""
    ids = {district.names["ru"]: district.id for district in districts} | {"": None}
    with gzip.open(CROSSINGS, "rt", encoding="utf-8") as file:
        return [((float(row["lat"]), float(row["lon"])), ids[row["district_ru"]]) for row in csv.DictReader(file)]


def test_every_named_crossing_is_in_its_district(city, crossings):
    named = [(place, district) for place, district in crossings if district is not None]

    assert len(named) == 7_117
    assert city.at_each([place for place, _ in named]) == [district for _, district in named]


def test_crossings_in_no_outline_get_the_nearest_within_thirty_metres(city, crossings):
    """Three of the 125 lie further from every outline."""
    unnamed = [place for place, district in crossings if district is None]

    found = city.at_each(unnamed)

    assert len(unnamed) == 125
    assert len([district for district in found if district is not None]) == 122


def test_places_moved_by_ten_metres_stay_in_their_district(city, crossings):
    """But for streets that are borders: in a trial without the nearest district 2.2 % changed or lost theirs."""
    random = Random(1)
    drawn = [random.choice(crossings) for _ in range(20_000)]
    named = [(place, district) for place, district in drawn if district is not None]
    moved = [_moved(*place, 10.0, random.random() * 2 * pi) for place, _ in named]

    kept = sum(found == district for found, (_, district) in zip(city.at_each(moved), named, strict=True))

    assert kept / len(named) > 0.977


def _moved(latitude, longitude, metres, direction):
    degrees = metres / METRES_PER_DEGREE
    return latitude + degrees * cos(direction), longitude + degrees * sin(direction) / cos(radians(latitude))
