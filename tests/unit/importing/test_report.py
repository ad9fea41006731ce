"""The report counts every row once and shows the first few of each kind of refusal."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.importing.cases import Case, Refusal
from app.importing.report import ImportReport


def a_case(**changes):
    """A case that needs no attention."""
    usual = {
        "row_number": 1,
        "external_id": "A-1",
        "opened_at": datetime(2015, 6, 1, tzinfo=UTC),
        "due_at": datetime(2015, 6, 3, tzinfo=UTC),
        "closed_at": None,
        "closed": False,
        "category_id": "pothole",
        "type_text": "hole",
        "title": "",
        "description": "",
        "closure_reason": "",
        "address": "",
        "latitude": 1.0,
        "longitude": 2.0,
        "executor_name": None,
        "on_time": None,
        "placeholder_point": False,
        "closed_before_opened": False,
    }
    return Case(**(usual | changes))


def a_refusal(number, field="latitude"):
    """A row refused for a value of its own."""
    return Refusal(
        row_number=number, external_id=f"A-{number}", field=field, reason="expected degrees", value=f"bad {number}"
    )


def test_cases_are_counted_with_their_oddities():
    """A case may be odd in several ways at once."""
    report = ImportReport()

    report.add(a_case())
    report.add(a_case(due_at=None, placeholder_point=True, closed_before_opened=True, closed=True, category_id="other"))

    assert (report.rows_read, report.without_due, report.placeholder_points, report.closed_before_opened) == (
        2,
        1,
        1,
        1,
    )
    assert report.by_year == {(2015, False): 1, (2015, True): 1}
    assert report.by_category == {"pothole": 1, "other": 1}


def test_the_year_is_that_of_the_city():
    """New Year's Eve in Boston is not yet the new year, whatever UTC says."""
    report = ImportReport(zone=ZoneInfo("America/New_York"))

    report.add(a_case(opened_at=datetime(2016, 1, 1, 2, 0, tzinfo=UTC)))

    assert report.by_year == {(2015, False): 1}


def test_refusals_are_gathered_by_reason_with_three_examples():
    """A thousand rows with one mistake are one line and three examples."""
    report = ImportReport()

    for number in range(1, 1001):
        report.add(a_refusal(number))
    report.add(a_refusal(2000, field="longitude"))

    kind = report.refused["latitude", "expected degrees"]
    assert kind.count == 1000
    assert [example.row_number for example in kind.examples] == [1, 2, 3]
    assert report.refused_rows == report.rows_read == 1001


def test_every_row_is_accounted_for():
    """What was read was stored, known or refused; the rest is told."""
    report = ImportReport()
    for _ in range(5):
        report.add(a_case())
    report.add(a_refusal(6))

    report.add_imported(3)
    report.add_already_there(1)

    assert report.unaccounted_rows == 1
    assert "not stored" in report.render()
    report.add_imported(1)
    assert report.unaccounted_rows == 0
    assert "not stored" not in report.render()


def test_the_text_shows_all_of_it():
    """Totals, oddities, refusals with examples, years and categories, most frequent refusal first."""
    report = ImportReport()
    for _ in range(1234):
        report.add(a_case(placeholder_point=True))
    report.add(a_refusal(7, field="longitude"))
    report.add(a_refusal(8))
    report.add(a_refusal(9))
    report.add_imported(1234)

    lines = report.render().splitlines()

    assert [line.split()[-1] for line in lines[:8]] == ["1,237", "1,234", "0", "0", "3", "0", "1,234", "0"]
    assert lines[9:14] == [
        "refused: latitude: expected degrees: 2",
        "  row 8 (A-8): 'bad 8'",
        "  row 9 (A-9): 'bad 9'",
        "",
        "refused: longitude: expected degrees: 1",
    ]
    assert "2015       1,234         0" in lines
    assert lines[-1].split() == ["pothole", "1,234"]


def test_an_empty_import_has_a_report_too():
    """Nothing read is said as zero, not as an error."""
    assert "rows read" in ImportReport().render()
