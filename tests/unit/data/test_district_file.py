"""A GeoJSON file of districts is read whole, or refused by feature and property."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.data.district_file import load_districts
from app.data.toml_file import DataFileError
from app.domain.accounts.roles import LANGUAGES
from app.domain.places.geo import Box

CITY = Box(west=76.7, south=43.0, east=77.2, north=43.5)


def ring(west=76.9, south=43.2, size=0.1):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(name="Medeu", coordinates=None, kind="Polygon", **properties):
    names = {f"name_{language}": f"{name} {language}" for language in LANGUAGES} | {"name_en": name}
    geometry = {"type": kind, "coordinates": [ring()] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": names | properties, "geometry": geometry}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Write these features into a file, and read it."""
    path = tmp_path_factory.mktemp("districts") / "mine.geojson"

    def read(*features, text=None):
        collection = {"type": "FeatureCollection", "features": list(features)}
        path.write_text(json.dumps(collection) if text is None else text, encoding="utf-8")
        return load_districts(path, "almaty", CITY)

    return read


def refusal(read, *features, **given):
    with pytest.raises(DataFileError) as refused:
        read(*features, **given)
    return refused.value.message


def test_names_id_and_outline_are_read(read):
    (district,) = read(feature("Al-Farabi"))

    assert district.id == "almaty_al_farabi"
    assert district.names == {language: f"Al-Farabi {language}" for language in LANGUAGES} | {"en": "Al-Farabi"}
    assert district.outline == {"type": "Polygon", "coordinates": [ring()]}


def test_id_may_be_given_and_begins_with_the_city(read):
    assert [read(feature(id=given))[0].id for given in ("old_town", "almaty_old_town")] == ["almaty_old_town"] * 2


def test_heights_are_left_out(read):
    (district,) = read(feature(coordinates=[[[*place, 800] for place in ring()]]))

    assert district.outline["coordinates"] == [ring()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_name_is_named(read, language):
    said = refusal(read, feature(), feature("Turksib", [ring(77.0)], **{f"name_{language}": None}))

    assert f"features[1].properties.name_{language}" in said
    assert "expected the name as a text, but got None" in said


def test_every_wrong_feature_is_named_at_once(read):
    said = refusal(read, feature(name_kk=""), feature(kind="Point"), {"type": "Feature"})

    assert [line.split(":")[1].split(" (")[0] for line in said.splitlines()] == [
        " features[0].properties.name_kk",
        " features[1].geometry.type",
        " features[2].properties",
    ]


@given(west=st.floats(76.7, 77.1), south=st.floats(43.0, 43.4))
def test_swapped_coordinates_are_refused_as_such(read, west, south):
    swapped = [[latitude, longitude] for longitude, latitude in ring(west, south)]

    said = refusal(read, feature(coordinates=[swapped]))

    assert "features[0].geometry.coordinates" in said
    assert "expected longitude before latitude" in said


def test_outline_of_another_city_is_refused(read):
    assert "expected an outline in the city (longitude 76.7 to 77.2" in refusal(read, feature(coordinates=[ring(71.4)]))


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ([], "geometry.coordinates: expected a list"),
        ([ring()[:3]], "geometry.coordinates[0]: expected a ring"),
        ([ring()[:-1]], "geometry.coordinates[0]: expected a ring"),
        ([[*ring()[:2], ["76.9", 43.2], *ring()[3:]]], "geometry.coordinates[0][2]: expected longitude and latitude"),
        ([[[76.9], *ring()]], "geometry.coordinates[0][0]: expected longitude and latitude"),
        (
            [[ring()[n] for n in (0, 2, 1, 3, 0)]],
            "geometry.coordinates: expected an outline that does not cross",
        ),
        (
            [ring(), ring(77.1)],
            "expected an outline that does not cross itself, its holes inside",
        ),
        ([ring(size=500)], "geometry.coordinates: expected an outline in the city"),
    ],
)
def test_broken_outline_is_refused_at_its_place(read, coordinates, said):
    assert said in refusal(read, feature(coordinates=coordinates)).replace(" (name_ru 'Medeu ru')", "")


def test_two_districts_of_one_id_are_refused(read):
    said = refusal(read, feature(), feature(coordinates=[ring(77.05)]))

    assert "features[1].properties.id" in said
    assert "'almaty_medeu' is there before" in said


def test_districts_that_cover_the_same_ground_are_refused(read):
    """Borders that were drawn twice may overlap a little."""
    said = refusal(read, feature(), feature("Turksib", [ring(76.95)]))

    assert "features[1].geometry" in said
    assert "covers 50% of the same ground as features[0]" in said
    assert len(read(feature(), feature("Turksib", [ring(76.999)]))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "expected a FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "at least one feature"),
        ('{"type": "Feature"}', "expected a FeatureCollection"),
    ],
)
def test_file_that_is_no_collection_is_refused(read, text, said):
    assert said in refusal(read, text=text)


@pytest.mark.parametrize("name", ["Алмалы", "é"])
def test_english_name_that_makes_no_id_asks_for_one(read, name):
    said = refusal(read, feature(name))

    assert "features[0].properties.id" in said
    assert "from name_en" in said


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DataFileError, match=r"none\.geojson: cannot be read"):
        load_districts(tmp_path / "none.geojson", "almaty", CITY)


def test_a_file_of_another_kind_is_not_read_to_its_end():
    """This one has no end."""
    with pytest.raises(DataFileError, match="zero: expected at most 64 MB"):
        load_districts(Path("/dev/zero"), "almaty", CITY)
