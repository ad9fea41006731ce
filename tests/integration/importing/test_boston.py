"""The real table of Boston 2015 is read whole, with all its dirt told and its own verdicts confirmed.

The table is not part of the repository: QALA_SHARED_DATA names the folder that holds it,
or it stands in `shared/data` beside the checkout.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.importing.cases import Case, CaseFile
from app.importing.mapping import load_mapping
from app.importing.report import ImportReport

BESIDE_CHECKOUT = Path(__file__).parents[4] / "shared" / "data"
TABLE = Path(os.environ.get("QALA_SHARED_DATA", BESIDE_CHECKOUT)) / "311" / "boston_311_2015.csv.gz"


@pytest.fixture(scope="module")
def cases():
    if not TABLE.is_file():
        pytest.skip(f"the table of Boston 2015 is not at {TABLE}; name its folder by QALA_SHARED_DATA")
    with CaseFile(TABLE, load_mapping("boston-2015")) as rows:
        return list(rows)


def test_every_row_is_a_case_and_the_dirt_is_counted(cases):
    """No row is refused; placeholder points, backward times and missing targets are told."""
    report = ImportReport(zone=ZoneInfo("America/New_York"))

    for case in cases:
        report.add(case)

    assert (report.rows_read, report.refused_rows) == (121_145, 0)
    assert report.placeholder_points == 17_070
    assert report.closed_before_opened == 197
    assert report.without_due == 26_991
    assert report.by_year == {(2015, True): 101_272, (2015, False): 19_873}


def test_our_times_confirm_the_verdict_of_the_table(cases):
    """On time is closed by the target, or for an open case the target still ahead on the day of the snapshot."""
    mapping = load_mapping("boston-2015")
    snapshot_at = datetime(2016, 1, 13, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    judged = [case for case in cases if case.due_at and mapping.says_on_time(case.on_time) is not None]

    wrong = [case for case in judged if mapping.says_on_time(case.on_time) != on_time(case, snapshot_at)]

    assert wrong == []
    assert len([case for case in judged if case.closed]) > 79_000
    assert len([case for case in judged if not case.closed]) == 14_875


def test_most_types_find_a_category(cases):
    """At most one case in six is left to the category of last resort."""
    assert sum(case.category_id == "other" for case in cases) < len(cases) / 6


def on_time(case: Case, now: datetime) -> bool:
    assert case.due_at is not None
    return (case.closed_at or now) <= case.due_at
