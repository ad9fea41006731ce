"""The demo city is rich enough to look real, and holds together with the catalogues."""

from collections import Counter

import pytest

from app.data.catalog import load_categories, load_cities
from app.data.demo import DEMO_ALMATY, DEMO_ALMATY_DISTRICTS, load_demo, load_descriptions
from app.data.district_file import load_districts
from app.data.toml_file import DataFileError
from app.domain.places.district_map import DistrictMap

ALMATY = next(city for city in load_cities() if city.id == "almaty")
CATEGORIES = {category.id for category in load_categories()}


def test_there_is_enough_of_everything():
    """A demo full of repetitions would not look like a city."""
    demo = load_demo()

    assert len(demo.places) >= 60
    assert len(demo.executors) >= 15
    assert len(demo.citizens) >= 25
    assert sum(len(texts) for by_locale in load_descriptions().values() for texts in by_locale.values()) >= 120


def test_places_stand_in_almaty_each_on_its_own_spot():
    """No two places share a name or a point."""
    places = load_demo().places

    assert all(ALMATY.bbox.contains(place.latitude, place.longitude) for place in places)
    assert len(places) == len({(place.latitude, place.longitude) for place in places})
    assert len(places) == len({place.kk for place in places}) == len({place.ru for place in places})


def test_every_place_lies_in_a_district():
    """Most districts have some, so that filters and figures by district show something."""
    districts = load_districts(DEMO_ALMATY_DISTRICTS, "almaty", ALMATY.bbox)
    found = DistrictMap({one.id: one.outline for one in districts})

    places = Counter(found.at(place.latitude, place.longitude) for place in load_demo().places)

    assert None not in places
    assert len(places) >= 6
    assert len(districts) == 8


def test_every_category_has_descriptions_and_an_executor():
    """For every category that a demo citizen reports there is an executor."""
    demo = load_demo()

    assert set(load_descriptions()) == CATEGORIES
    assert {category for executor in demo.executors for category in executor.categories} == CATEGORIES


def test_descriptions_keep_to_their_language():
    """A Kazakh text has Kazakh letters, a Russian text has none."""
    kazakh = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")

    for by_locale in load_descriptions().values():
        assert all(kazakh & set(text) for text in by_locale["kk"])
        assert not any(kazakh & set(text) for text in by_locale["ru"])


def test_an_unknown_moment_is_refused(tmp_path):
    """A misspelt table is named instead of being left out."""
    path = tmp_path / "demo.toml"
    path.write_text(DEMO_ALMATY.read_text(encoding="utf-8").replace("[notes.hold]", "[notes.held]"), encoding="utf-8")

    with pytest.raises(DataFileError, match=r"demo\.toml: notes\.hold: missing"):
        load_demo(path)
