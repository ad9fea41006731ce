"""Good rows become cases, bad ones refusals with their reason, and neither stops the reading."""

from datetime import UTC, datetime

import pytest

from app.importing.cases import Case, CaseFile, Refusal
from app.importing.mapping import load_mapping
from app.importing.table_file import TableFileError


@pytest.fixture
def read(mapping, write_table):
    """Read a table of these rows and return what came of each."""

    def read(*rows):
        with CaseFile(write_table(*rows), mapping) as cases:
            return list(cases)

    return read


def test_a_row_becomes_a_case(read, good_row):
    """Every cell finds its field, times are in UTC, the type keeps its own words."""
    (case,) = read(good_row())

    assert case == Case(
        row_number=1,
        external_id="A-1",
        opened_at=datetime(2015, 6, 1, 12, 0, tzinfo=UTC),
        due_at=datetime(2015, 6, 3, 12, 0, tzinfo=UTC),
        closed_at=datetime(2015, 6, 2, 12, 0, tzinfo=UTC),
        closed=True,
        category_id="pothole",
        type_text="Deep hole",
        title="T",
        description="W",
        closure_reason="Y",
        address="Main 1",
        latitude=10.1,
        longitude=20.1,
        executor_name="Crew 7",
        on_time="yes",
        placeholder_point=False,
        closed_before_opened=False,
    )


@pytest.mark.parametrize(
    "text", ["(10.1, 20.1)", "10.1,20.1", "10.1 20.1", "10,1; 20,1", "( 10.1 ,  20.1 )", "POINT (20.1 10.1)"]
)
def test_one_column_may_hold_the_point(write_mapping, mapping_text, write_table, good_row, text):
    """As open data portals write it; WKT has the longitude first."""
    columns = mapping_text.replace('latitude = "lat"\nlongitude = "lon"', 'point = "words"')
    mapping = load_mapping(write_mapping(columns.replace('description = "words"\n', "")))

    with CaseFile(write_table(good_row(words=f'"{text}"')), mapping) as cases:
        (case,) = cases

    assert (case.latitude, case.longitude) == (10.1, 20.1)


def test_a_decimal_comma_is_read(read, good_row):
    """As spreadsheets of half of Europe write numbers."""
    (case,) = read(good_row(lat='"10,25"', lon='"-20,5"'))

    assert (case.latitude, case.longitude) == (10.25, -20.5)


def test_blank_coordinates_are_an_unknown_place(mapping, write_table, good_row):
    """The case is not lost: it stands on the point that the import gives, marked."""
    with CaseFile(write_table(good_row(lat="", lon=" "), good_row(lat="")), mapping) as cases:
        cases.place_unknown_at(43.2, 76.9)
        case, half = cases

    assert (case.latitude, case.longitude, case.placeholder_point) == (43.2, 76.9, True)
    assert (half.field, half.reason) == ("latitude", "expected degrees from -90 to 90")


def test_a_stray_quote_costs_one_row(read, good_row):
    """A quote in the words of one row does not take the rows below it."""
    rows = read(good_row(), good_row(words='"broken'), good_row(), good_row(words='closed"'), good_row())

    assert [type(row) for row in rows] == [Case, Refusal, Case, Case, Case]
    assert (rows[1].field, rows[1].value[:20]) == ("row", "A-1,2015-06-01 08:00")


def test_a_cell_of_several_lines_is_one_row(read, good_row):
    """Only a line that is a row of this table by itself shows that a quote was a mistake."""
    (case, other) = read(good_row(words='"one, two,\nthree, four"'), good_row())

    assert case.description == "one, two,\nthree, four"
    assert other.description == "W"


def test_empty_cells_are_nothing(read, good_row):
    """No promise, no executor, no verdict and no words are all allowed."""
    empty = dict.fromkeys(["due", "closed", "title", "words", "why", "street", "crew", "promise", "kind"], " ")

    (case,) = read(good_row(state="open", **empty))

    assert (case.due_at, case.closed_at, case.executor_name, case.on_time) == (None, None, None, None)
    assert (case.title, case.description, case.closure_reason, case.address, case.type_text) == ("", "", "", "", "")
    assert (case.closed, case.category_id) == (False, "other")


def test_columns_the_table_does_not_have_are_nothing(write_mapping, mapping_text, write_table):
    """A mapping without a column reads like a table with empty cells."""
    short = mapping_text.replace('title = "title"\n', "").replace('due_at = "due"\n', "")

    with CaseFile(write_table(), load_mapping(write_mapping(short))) as cases:
        assert list(cases) == []
    with CaseFile(
        write_table(
            "7,2015-06-01 08:00,,open,lamp,,,,1.5,2.5,,yes",
            header="id,opened,closed,state,kind,words,why,street,lat,lon,crew,promise",
        ),
        load_mapping(write_mapping(short)),
    ) as cases:
        (case,) = cases

    assert (case.title, case.due_at, case.latitude, case.longitude) == ("", None, 1.5, 2.5)


def test_oddities_are_marked_and_kept(read, good_row):
    """A placeholder point and a closing before the opening are told, not refused and not repaired."""
    placeholder, backwards, both_moments_equal = read(
        good_row(lat="10.50", lon="20.5"),
        good_row(opened="2015-06-02 08:01"),
        good_row(opened="2015-06-02 08:00"),
    )

    assert (placeholder.placeholder_point, placeholder.closed_before_opened) == (True, False)
    assert (backwards.placeholder_point, backwards.closed_before_opened) == (False, True)
    assert not both_moments_equal.closed_before_opened


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"id": " "}, "external_id", "expected a text that is not blank"),
        ({"opened": ""}, "opened_at", "expected a time like %Y-%m-%d %H:%M"),
        ({"opened": "1/2/2015"}, "opened_at", "expected a time like %Y-%m-%d %H:%M"),
        ({"due": "soon"}, "due_at", "expected a time like %Y-%m-%d %H:%M"),
        ({"closed": "2015-02-30 08:00"}, "closed_at", "expected a time like %Y-%m-%d %H:%M"),
        ({"state": "lost"}, "status", "expected one of cancelled, closed, open"),
        ({"lat": ""}, "latitude", "expected degrees from -90 to 90"),
        ({"lat": "nan"}, "latitude", "expected degrees from -90 to 90"),
        ({"lat": "91"}, "latitude", "expected degrees from -90 to 90"),
        ({"lon": "east"}, "longitude", "expected degrees from -180 to 180"),
        ({"words": "a\0b"}, "description", "expected a text without zero bytes"),
        ({"crew": "x,y"}, "row", "expected 14 cells"),
        ({"crew": '"x"y'}, "row", "expected CSV, with quotes closed and doubled inside"),
    ],
)
def test_a_bad_row_is_refused_and_the_next_is_read(read, good_row, cells, field, reason):
    """One bad row costs one row, and says what was expected where."""
    bad, good = read(good_row(**cells), good_row(id="A-2"))

    assert isinstance(bad, Refusal)
    assert (bad.row_number, bad.field, bad.reason) == (1, field, reason)
    assert (good.row_number, good.external_id) == (2, "A-2")


def test_a_refusal_names_the_case_and_shortens_the_value(read, good_row):
    """Whoever looks for the row finds it by number or by id; a page of text does not flood the report."""
    (refusal,) = read(good_row(due="x" * 500))

    assert refusal == Refusal(
        row_number=1, external_id="A-1", field="due_at", reason="expected a time like %Y-%m-%d %H:%M", value="x" * 80
    )


def test_a_missing_column_is_refused_at_opening_and_the_file_closed(mapping, write_table):
    """A table of another kind is told before anything is read."""
    path = write_table(header="id,opened,state")

    with pytest.raises(TableFileError, match=r"no column 'kind' \(columns\.type\)"):
        CaseFile(path, mapping)


def test_progress_reaches_the_size(mapping, write_table, good_row):
    """After the last case the bar is full."""
    with CaseFile(write_table(good_row(), good_row()), mapping) as cases:
        list(cases)

        assert cases.bytes_read == cases.size_bytes > 0
