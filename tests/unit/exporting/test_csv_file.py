"""CSV that a spreadsheet opens as it is meant, and never calculates."""

import csv
import io
import json
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.roles import Locale
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.exporting.columns import Content, columns_of, titles_of
from app.exporting.csv_file import CsvFile, safe_text
from app.exporting.exported_request import Edition, ExportedRequest, Reporter
from app.exporting.geojson_file import GeoJsonFile

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
FORMULA = '=cmd|"/c calc"!A1'


def edition(locale=Locale.EN, **given):
    return Edition(
        **{
            "locale": locale,
            "now": NOW,
            "zone": ZoneInfo("Asia/Almaty"),
            "city": "Almaty",
            "categories": {"pothole": FORMULA},
            "public_url": "https://qala.example",
            "personal": True,
            **given,
        }
    )


def exported(**changes):
    request = ServiceRequest(
        **{
            "id": UUID(int=1),
            "number": FORMULA,
            "city_id": "almaty",
            "category_id": "pothole",
            "address": FORMULA,
            "description": FORMULA,
            "latitude": 43.238949,
            "longitude": 76.889709,
            "status": Status.ACCEPTED,
            "version": 1,
            "author_id": None,
            "created_at": NOW,
            "updated_at": NOW,
            **changes,
        }
    )
    reporter = Reporter(name=FORMULA, email=FORMULA, phone="+77012345678")
    return ExportedRequest(request=request, organisation=FORMULA, merged_into=FORMULA, reporter=reporter, points=5)


def read(written):
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("locale", Locale)
def test_no_cell_begins_a_formula(locale):
    """Not one text of any column, whatever its author wrote; numbers and times are our own."""
    file = CsvFile(edition(locale))
    titles, row = read(file.head() + file.rows([exported()]))

    assert titles == titles_of(edition(locale))
    assert len(set(titles)) == len(titles) == len(row)
    assert row.count("'" + FORMULA) == 8
    assert "'+77012345678" in row
    assert not any(cell[:1] in set("=+-@\t\r\n") for cell in row)


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@A1", "\t1", "\r1", "\n1", " =1", "＝1", "＋1", "－1", "＠A", "\ufeff=1"]
)
def test_a_text_that_could_be_a_formula_is_marked(text):
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("separator", [",", "\t"])
def test_no_cell_begins_a_formula_with_another_separator(separator):
    """A spreadsheet in English opens our lines as cells with commas between them, and takes quotes for letters."""
    text = f"Абай, 10{separator}=1\n=1\r\n +1\n\ufeff@A1,\u200b-1,＝1"
    file = CsvFile(edition(categories={"pothole": text}))
    written = file.rows([exported(number=text, address=text, description=text)]).decode()

    cells = [cell for line in csv.reader(io.StringIO(written), delimiter=separator) for cell in line]
    assert not [cell for cell in cells if cell.lstrip(" \ufeff\u200b")[:1] in set("=+-@＝")]


@pytest.mark.parametrize("text", ["", "Абай 10", "5 = 5", "Жолда шұңқыр бар", "№ 1", "'=1", "Абай, - 10", "a-b\nc"])
def test_another_text_stays_as_it_is(text):
    assert safe_text(text) == text


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(address=TEXTS, description=TEXTS)
def test_every_text_comes_back_whole(address, description):
    """Separators, quotes and line breaks inside a text do not move the cells after it."""
    file = CsvFile(edition())
    (row,) = read(file.rows([exported(address=address, description=description)]))

    names = [column.name for column in columns_of(edition())]
    assert row[names.index("ADDRESS")] == safe_text(address)
    assert row[names.index("DESCRIPTION")] == safe_text(description)
    assert row[names.index("LONGITUDE")] == "76,889709"


def test_numbers_and_times_are_those_of_the_settings_of_kazakhstan():
    """A decimal comma; a time that Excel reads in every language; whole minutes, which no language reads as a date."""
    changes = {"started_at": NOW.replace(hour=13), "done_at": NOW.replace(hour=15, minute=7), "status": Status.DONE}
    (row,) = read(CsvFile(edition()).rows([exported(due_at=NOW.replace(hour=15), **changes)]))

    named = dict(zip([column.name for column in columns_of(edition())], row, strict=True))
    assert named["LATITUDE"] == "43,238949"
    assert named["CREATED"] == "2026-11-29 17:00:00"
    assert (named["ACCEPT_MINUTES"], named["WORK_MINUTES"], named["LATE"]) == ("60", "127", "yes")


def test_a_district_is_named_in_the_language_of_the_reader():
    """One that is no longer known leaves the cell empty."""
    named = edition(districts={"almaly": "Алмалы ауданы"})
    names = [column.name for column in columns_of(named)]
    (known, unknown) = read(CsvFile(named).rows([exported(district_id="almaly"), exported(district_id="lost")]))

    assert (known[names.index("DISTRICT")], unknown[names.index("DISTRICT")]) == ("Алмалы ауданы", "")
    feature = json.loads(GeoJsonFile(named).rows([exported(district_id="almaly")]))
    assert (feature["properties"]["districtId"], feature["properties"]["district"]) == ("almaly", "Алмалы ауданы")


def test_personal_columns_are_left_out_as_a_whole():
    plain, personal = columns_of(edition(personal=False)), columns_of(edition())

    assert [column.name for column in personal if column not in plain] == ["AUTHOR", "EMAIL", "PHONE", "POINTS"]
    assert all(column.content is not Content.TEXT or FORMULA for column in plain)
    (row,) = read(CsvFile(edition(personal=False)).rows([exported()]))
    assert len(row) == len(plain)
    assert b"77012345678" not in GeoJsonFile(edition(personal=False)).rows([exported()])


def test_geojson_has_commas_between_features_of_any_batches():
    file = GeoJsonFile(edition())
    written = file.head() + file.rows([]) + file.rows([exported()]) + file.rows([exported(), exported()]) + file.end()

    assert len(json.loads(written)["features"]) == 3
