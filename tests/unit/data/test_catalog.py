"""The shipped catalogues are whole and true, and a broken file is refused by file, entry and field."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from app.data.catalog import CITIES_ABROAD, load_categories, load_cities
from app.data.toml_file import DataFileError
from app.domain.accounts.roles import LANGUAGES
from app.domain.places.geo import Box

ZONES = available_timezones()
KAZAKHSTAN = Box(west=46.4, south=40.5, east=87.4, north=55.5)

MORE_NAMES = "".join(f'{language} = "Name"\n' for language in LANGUAGES if language not in {"kk", "ru", "en"})
CITY = f"""
[[city]]
id = "boston"
kk = "Бостон"
ru = "Бостон"
en = "Boston"
{MORE_NAMES}latitude = 42.36
longitude = -71.06
timezone = "America/New_York"
bbox = [-71.2, 42.2, -70.9, 42.4]
"""

CATEGORY = f"""
[[category]]
id = "pothole"
kk = "Шұңқыр"
ru = "Яма"
en = "Pothole"
{MORE_NAMES}icon = "pothole"
sla_hours = 120
nearby_radius_metres = 40
"""


@pytest.fixture
def catalogue(tmp_path: Path):
    """Write a catalogue file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_cities_are_the_twenty():
    """Three cities of republican significance and seventeen regional centres, nothing foreign."""
    ids = [city.id for city in load_cities()]

    assert 20 == len(ids) == len(set(ids))
    assert ids[:3] == ["astana", "almaty", "shymkent"]
    assert "boston" not in ids


@pytest.mark.parametrize("city", load_cities(), ids=lambda city: city.id)
def test_city_stands_in_its_box_in_kazakhstan_in_a_known_zone(city):
    """The centre is inside the city's box, the box inside the country, the zone is one of IANA's."""
    box = city.bbox

    assert box.contains(city.latitude, city.longitude)
    assert KAZAKHSTAN.contains(box.south, box.west)
    assert KAZAKHSTAN.contains(box.north, box.east)
    assert city.timezone in ZONES


@pytest.mark.parametrize("entry", [*load_cities(), *load_categories()], ids=lambda entry: entry.id)
def test_every_name_is_there_in_three_languages(entry):
    """Kazakh and Russian names are in Cyrillic, English ones in ASCII."""
    assert entry.names["en"].isascii()
    for name in (entry.names["kk"], entry.names["ru"]):
        assert name
        assert not any(letter.isascii() and letter.isalpha() for letter in name)


def test_cities_do_not_share_a_name_or_a_place():
    """Two cities are never the same under two ids."""
    cities = load_cities()

    for field in ("kk", "ru", "en"):
        assert len(cities) == len({getattr(city, field) for city in cities})
    assert [
        (one.id, other.id)
        for one in cities
        for other in cities
        if one is not other and one.bbox.contains(other.latitude, other.longitude)
    ] == []


def test_boston_is_there_with_room_for_its_table():
    """Its box holds the corners of its cases, and the point that stands for a place unknown."""
    boston = next(city for city in load_cities(CITIES_ABROAD) if city.id == "boston")

    for latitude, longitude in ((42.2304, -71.1857), (42.3952, -70.9943), (42.3594, -71.0587)):
        assert boston.bbox.contains(latitude, longitude)
    assert boston.timezone == "America/New_York"
    assert boston.timezone in ZONES


def test_no_city_abroad_is_in_the_first_catalogue():
    """A name means one place, wherever it is looked up."""
    assert {city.id for city in load_cities(CITIES_ABROAD)}.isdisjoint(city.id for city in load_cities())


def test_categories_are_distinct_and_end_with_other():
    """Each category has its own id, name and icon; the last resort comes last."""
    categories = load_categories()

    assert len(categories) >= 14
    for field in ("id", "kk", "ru", "en", "icon"):
        assert len(categories) == len({getattr(category, field) for category in categories})
    assert categories[-1].id == "other"


def test_a_file_of_your_own_may_add_a_foreign_city(catalogue):
    """The loader is not tied to Kazakhstan."""
    (city,) = load_cities(catalogue(CITY))

    assert city.id == "boston"
    assert city.bbox == Box(west=-71.2, south=42.2, east=-70.9, north=42.4)


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ('id = "boston"', 'id = "Boston"', "id", "a letter first"),
        ('kk = "Бостон"\n', "", "kk", "missing"),
        ('ru = "Бостон"', 'ru = "  "', "ru", "not blank"),
        ("latitude = 42.36", "latitude = 142.36", "latitude", "from -90 to 90"),
        ("latitude = 42.36", "latitude = nan", "latitude", "from -90 to 90"),
        ("longitude = -71.06", 'longitude = "west"', "longitude", "expected a number"),
        ("longitude = -71.06", "longitude = true", "longitude", "expected a number"),
        ("America/New_York", "America/Boston", "timezone", "IANA zone"),
        ("America/New_York", "America", "timezone", "IANA zone"),
        ("America/New_York", "../etc", "timezone", "IANA zone"),
        ("[-71.2, 42.2, -70.9, 42.4]", "[-71.2, 42.2, -70.9]", "bbox", "got 3 numbers"),
        ("[-71.2, 42.2, -70.9, 42.4]", "[-70.9, 42.2, -71.2, 42.4]", "bbox", "west < east"),
        ("[-71.2, 42.2, -70.9, 42.4]", "[-71.2, 42.2, -71.1, 42.4]", "bbox", "hold the centre"),
        (
            'en = "Boston"',
            'en = "Boston"\ncolour = "red"',
            "colour",
            "unknown key; expected only akimat_domains, bbox, color, en, id",
        ),
        ('en = "Boston"', 'en = "Boston"\ncolor = "red"', "color", "expected a colour such as '#0e3f45'"),
        ('en = "Boston"', 'en = "Boston"\ncolor = "#fff000"', "color", "a contrast of 1"),
    ],
)
def test_bad_city_is_refused_by_file_entry_and_field(catalogue, old, new, field, words):
    """A refusal says where to look and what was expected there."""
    with pytest.raises(DataFileError, match=words) as refusal:
        load_cities(catalogue(CITY.replace(old, new)))

    name = "Boston" if field == "id" else "boston"
    assert refusal.value.data["file"] == "mine.toml"
    assert refusal.value.data["keys"] == [f"city[0].{field}"]
    assert str(refusal.value).startswith(f"mine.toml: city[0].{field} (id {name!r}): ")


def test_a_city_has_its_colour_in_lower_case_or_none(catalogue):
    coloured = CITY.replace('en = "Boston"', 'en = "Boston"\ncolor = "#7A1F3D"')

    assert [load_cities(catalogue(text))[0].color for text in (CITY, coloured)] == [None, "#7a1f3d"]


@pytest.mark.parametrize("value", ["0", "1.5", "true", "9000"])
def test_category_promises_whole_hours_within_a_year(catalogue, value):
    """A promise is at least an hour and at most a year."""
    words = r"category\[0\]\.sla_hours \(id 'pothole'\): expected a whole number from 1 to 8760"
    with pytest.raises(DataFileError, match=words):
        load_categories(catalogue(CATEGORY.replace("sla_hours = 120", f"sla_hours = {value}")))


def test_all_faults_are_listed_and_all_unknown_keys_among_them(catalogue):
    """One run shows everything that is to be mended, over all entries."""
    second = CITY.replace("42.36", "142.36").replace('en = "Boston"', 'colour = "red"\nshape = "round"')

    with pytest.raises(DataFileError) as refusal:
        load_cities(catalogue(CITY.replace('kk = "Бостон"\n', "") + second))

    assert refusal.value.data["keys"] == [
        "city[0].kk",
        "city[1].en",
        "city[1].latitude",
        "city[1].colour",
        "city[1].shape",
    ]
    assert all(line.startswith("mine.toml: city[") for line in str(refusal.value).splitlines())


def test_the_same_id_twice_is_refused(catalogue):
    """An id names one entry."""
    with pytest.raises(DataFileError, match=r"city\[1\]\.id .*'boston' is there more than once"):
        load_cities(catalogue(CITY + CITY))


@pytest.mark.parametrize("text", ["", "city = 1", "city = []", "city = [1]"])
def test_a_file_without_entries_is_refused(catalogue, text):
    """An empty catalogue is a mistake, not a choice."""
    with pytest.raises(DataFileError, match=r"mine\.toml: city"):
        load_cities(catalogue(text))


def test_broken_toml_is_refused_with_its_line(catalogue):
    """A file that does not parse is named, with the place of the mistake."""
    with pytest.raises(DataFileError, match=r"mine\.toml: not valid TOML: .*line 2"):
        load_cities(catalogue("[[city]]\nid = boston\n"))


def test_a_file_in_another_encoding_is_refused(tmp_path):
    """TOML is UTF-8."""
    path = tmp_path / "mine.toml"
    path.write_bytes('ru = "Алматы"'.encode("cp1251"))

    with pytest.raises(DataFileError, match="expected UTF-8"):
        load_cities(path)


def test_a_missing_file_is_named(tmp_path):
    """A path that leads nowhere is our error, not a traceback."""
    with pytest.raises(DataFileError, match=r"nowhere\.toml: cannot be read"):
        load_cities(tmp_path / "nowhere.toml")
