"""A mapping is understood as a whole, or refused by the key that is wrong."""

import pytest

from app.data.catalog import load_categories
from app.data.toml_file import DataFileError
from app.importing.mapping import load_mapping, shipped_mappings


@pytest.mark.parametrize("name", shipped_mappings())
def test_shipped_mappings_load(name):
    """What ships is right."""
    assert load_mapping(name).name == name


def test_boston_ships():
    """The mapping that the documentation speaks of is there."""
    mapping = load_mapping("boston-2015")

    assert mapping.columns.executor == "QUEUE"
    assert mapping.placeholder_points == {(42.3594, -71.0587)}


@pytest.mark.parametrize(
    ("type_text", "category_id"),
    [
        ("Pothole Repair (Internal)", "pothole"),
        ("Sidewalk Repair (Make Safe)", "pothole"),
        ("Street Light Outages", "lighting"),
        ("Requests for Traffic Signal Studies or Reviews", "traffic_light"),
        ("Request for Snow Plowing (Emergency Responder)", "snow_ice"),
        ("Tree in Park", "tree"),
        ("PWD Graffiti", "graffiti"),
        ("Heat - Excessive  Insufficient", "heating"),
        ("Unsatisfactory Living Conditions", "building"),
        ("Trash on Vacant Lot", "illegal_dumping"),
        ("Illegal Posting of Signs", "graffiti"),
        ("Notification", "other"),
        ("", "other"),
    ],
)
def test_boston_types_find_their_category(type_text, category_id):
    """The pattern list says what a citizen would say."""
    assert load_mapping("boston-2015").category_of(type_text) == category_id


def test_the_first_pattern_that_fits_wins_whatever_the_case(mapping):
    """The order of the file decides."""
    assert mapping.category_of("LAMP") == "lighting"
    assert mapping.category_of("Hole under the lamp") == "pothole"
    assert mapping.category_of("lamp post") == "other"


def test_on_time_words_are_understood_whatever_the_case(mapping):
    """An unknown or missing word says nothing."""
    assert mapping.says_on_time("YES") is True
    assert mapping.says_on_time("no") is False
    assert mapping.says_on_time("maybe") is None
    assert mapping.says_on_time(None) is None


def test_columns_may_be_left_out(write_mapping, mapping_text):
    """Only id, opening, status, type and place are needed."""
    optional = ("due_at", "closed_at", "title", "description", "closure_reason", "address", "executor", "on_time")
    lines = mapping_text.replace('[on_time]\nkept = ["yes"]\nmissed = ["no"]\n', "").splitlines()
    short = "\n".join(line for line in lines if not line.startswith(tuple(f"{key} =" for key in optional)))

    columns = load_mapping(write_mapping(short)).columns

    assert {getattr(columns, key) for key in optional} == {None}


def test_encoding_and_delimiter_have_usual_defaults(mapping):
    """UTF-8 with or without a mark, and a comma."""
    assert (mapping.encoding, mapping.delimiter) == ("utf-8-sig", ",")


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (('timezone = "America/New_York"', ""), "timezone", "missing"),
        (("America/New_York", "America/Boston"), "timezone", "IANA zone"),
        (("%Y-%m-%d", "%Y-%j"), "date_format", "at most once, but got '%j'"),
        (('latitude = "lat"\n', ""), "columns.point", "either columns.latitude and columns.longitude"),
        (('latitude = "lat"', 'point = "place"'), "columns.point", "or columns.point"),
        (('id = "id"', "id = 7"), "columns.external_id", "not blank"),
        (('opened_at = "opened"', ""), "columns.opened_at", "missing"),
        (('opened_at = "opened"', 'opened = "opened"'), "columns.opened_at", "missing"),
        (('title = "title"', 'titel = "title"'), "columns.titel", "unknown key"),
        (('open = ["open"]', "open = []"), "status.open", "not empty"),
        (('open = ["open"]', 'open = ["open", "OPEN", "Closed"]'), "status.closed", "'closed' is in open"),
        (('on_time = "promise"\n', ""), "on_time", "or neither"),
        (('[on_time]\nkept = ["yes"]\nmissed = ["no"]\n', ""), "on_time", "or neither"),
        (('default = "other"', 'default = "misc"'), "categories.default", "expected one of"),
        (("pothole = [", "hole = ["), "categories.patterns.hole", "no such category"),
        (('["*hole*"]', '"*hole*"'), "categories.patterns.pothole", "expected a list"),
        (("latitude = 10.5", "latitude = 910.5"), "placeholder[0].latitude", "from -90 to 90"),
        (("timezone =", 'encoding = "utf-9"\ntimezone ='), "encoding", "expected an encoding"),
        (("timezone =", 'delimiter = ";;"\ntimezone ='), "delimiter", "expected one of"),
        (("timezone =", 'zone = "x"\ntimezone ='), "zone", "unknown key"),
    ],
)
def test_a_mistake_is_refused_by_its_key(write_mapping, mapping_text, change, place, words):
    """The error names the key that is wrong."""
    assert change[0] in mapping_text

    with pytest.raises(DataFileError, match=words) as refusal:
        load_mapping(write_mapping(mapping_text.replace(*change, 1)))

    assert str(refusal.value).startswith(f"qorqyt.toml: {place}: ")


def test_a_zone_that_is_only_text_warns(write_mapping, mapping_text):
    """It can be read, but the times would be those of another clock."""
    text = mapping_text.replace("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ")

    (warning,) = load_mapping(write_mapping(text)).warnings

    assert warning.startswith("date_format: 'Z' is compared as text; times count by the clock of America/New_York.")
    assert load_mapping(write_mapping(mapping_text)).warnings == ()


def test_a_tab_may_separate_columns(write_mapping, mapping_text):
    """White space is a delimiter like another."""
    assert load_mapping(write_mapping('delimiter = "\\t"\n' + mapping_text)).delimiter == "\t"


def test_rules_may_name_the_categories_of_the_caller(write_mapping, mapping_text):
    """A city with its own catalogue maps to its own categories."""
    own = {"hole", "lighting", "other"}

    assert (
        load_mapping(write_mapping(mapping_text.replace("pothole =", "hole =")), category_ids=own).category_of("hole")
        == "hole"
    )


def test_a_name_that_leads_nowhere_lists_what_ships():
    """A misspelt name is answered with the right ones."""
    with pytest.raises(DataFileError, match=r"one of .*boston-2015"):
        load_mapping("bostom-2015")


def test_boston_uses_every_category():
    """A demo on real data shows all of the catalogue."""
    mapping = load_mapping("boston-2015")
    used = {rule.category_id for rule in mapping.category_rules} | {mapping.default_category_id}

    assert used == {category.id for category in load_categories()}
