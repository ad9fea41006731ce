"""A CSV file of places is read whole, or refused by row and column."""

import pytest

from app.data.place_file import MOST_FAULTS, load_places
from app.data.toml_file import DataFileError
from app.domain.places.geo import Box
from app.domain.places.place import Place, PlaceKind

CITY = Box(west=76.7, south=43.0, east=77.2, north=43.5)
HEADER = "kind,name_kk,name_ru,house_number,latitude,longitude"
STREET = "street,Абай даңғылы,проспект Абая,,43.24,76.91"


@pytest.fixture
def read(tmp_path):
    """Write these lines into a file, and read it."""

    def read(*lines, encoding="utf-8"):
        path = tmp_path / "places.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return load_places(path, CITY)

    return read


def refusal(read, *lines, **given):
    with pytest.raises(DataFileError) as refused:
        read(*lines, **given)
    return refused.value.message


def test_places_are_read_in_the_order_of_the_file(read):
    house = "house,Абай даңғылы,,45/1,43.2411,76.93"

    assert read(HEADER, STREET, "", house) == [
        Place(
            kind=PlaceKind.STREET,
            names={"kk": "Абай даңғылы", "ru": "проспект Абая"},
            latitude=43.24,
            longitude=76.91,
        ),
        Place(
            kind=PlaceKind.HOUSE, names={"kk": "Абай даңғылы"}, house_number="45/1", latitude=43.2411, longitude=76.93
        ),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_files_of_spreadsheets_are_read(read, delimiter):
    """With a mark at the beginning, another delimiter, columns of their own in another order, and quotes."""
    lines = ["longitude,latitude,house_number,NAME_RU,name_kk,kind,id", '76.91,43.24,,"Парк ""Орман""",,Landmark,7']

    (found,) = read(*(line.replace(",", delimiter) for line in lines), encoding="utf-8-sig")

    assert (found.kind, found.names) == (PlaceKind.LANDMARK, {"ru": 'Парк "Орман"'})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("road,Абай,,,43.24,76.91", "row 2, kind ('Абай'): expected one of street, crossing, house, landmark, but got"),
        ("street,, ,,43.24,76.91", "row 2, name_kk: expected a name here or in name_ru"),
        (f"street,{'я' * 151},,,43.24,76.91", "row 2, name_kk ('я"),
        ("house,Абай,,,43.24,76.91", "row 2, house_number ('Абай'): expected the number of the house"),
        ("street,Абай,,45,43.24,76.91", "row 2, house_number ('Абай 45'): expected a blank for a street, but got '45'"),
        ("street,Абай,,,north,76.91", "row 2, latitude ('Абай'): expected degrees such as 43.2436, but got 'north'"),
        ('street,Абай,,,"43,24",76.91', "but got '43,24': write it with a point"),
        ("street,Абай,,,nan,76.91", "row 2, latitude ('Абай'): expected degrees"),
        ("street,Абай,,,76.91,43.24", "row 2, latitude ('Абай'): latitude and longitude are swapped"),
        ("street,Абай,,,43.24,71.4", "row 2, longitude ('Абай'): expected a place in the city, 76.7 to 77.2"),
        ("street,Абай,,,51.1,76.91", "row 2, latitude ('Абай'): expected a place in the city, 43.0 to 43.5"),
        ("street,Абай,,43.24,76.91", "row 2: expected 6 cells, but got 5"),
        ('street,"Абай,,,43.24,76.91', "not valid CSV"),
    ],
)
def test_fault_is_named_by_row_and_column(read, row, expected):
    assert expected in refusal(read, HEADER, row)


def test_all_faults_are_listed_up_to_a_number(read):
    message = refusal(read, HEADER, STREET, *["road,Абай,,,43.24,76.91"] * (MOST_FAULTS + 7))

    assert "row 3, kind" in message
    assert f"row {MOST_FAULTS + 2}, kind" in message
    assert f"row {MOST_FAULTS + 3}, kind" not in message
    assert "and 7 more rows with a fault" in message


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([""], "row 1, kind: expected each of the columns kind, name_kk"),
        (["kind,name_kk,name_ru,latitude,longitude", "street,Абай,,43.24,76.91"], "row 1, house_number"),
        ([HEADER], "row 2: expected at least one place below the header"),
    ],
)
def test_file_without_columns_or_rows_is_refused(read, lines, expected):
    assert expected in refusal(read, *lines)


def test_other_encoding_is_named_by_line(read):
    street = "street,,проспект Абая,,43.24,76.91"

    assert "line 3: expected text in UTF-8" in refusal(read, HEADER, "", street, encoding="cp1251")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DataFileError, match="cannot be read"):
        load_places(tmp_path / "none.csv", CITY)
