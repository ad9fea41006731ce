"""Our verdict on promises is compared with the table's own, and equals that of Boston on every row.

The table of Boston 2015 is not part of the repository: QALA_SHARED_DATA names the folder that holds it,
or it stands in `shared/data` beside the checkout.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.sla import Punctuality
from app.importing.cases import Case, CaseFile
from app.importing.mapping import load_mapping
from app.importing.on_time import EXAMPLES, OnTimeComparison

BESIDE_CHECKOUT = Path(__file__).parents[4] / "shared" / "data"
TABLE = Path(os.environ.get("QALA_SHARED_DATA", BESIDE_CHECKOUT)) / "311" / "boston_311_2015.csv.gz"

OPENED = datetime(2015, 6, 1, tzinfo=UTC)
DUE = OPENED + timedelta(days=2)
NOW = OPENED + timedelta(days=30)


@pytest.fixture
def row(mapping, write_table, good_row) -> Case:
    """A closed case, kept by its times and by the table."""
    with CaseFile(write_table(good_row()), mapping) as cases:
        (case,) = cases
    return replace(case, opened_at=OPENED, due_at=DUE, closed_at=DUE, closed=True, on_time="yes")


def test_equal_verdicts_are_counted(mapping, row):
    """Closed in time and too late, open with time left and without."""
    comparison = OnTimeComparison(mapping=mapping, snapshot_at=NOW)

    comparison.add(row)
    comparison.add(replace(row, closed_at=DUE + timedelta(seconds=1), on_time="no"))
    comparison.add(replace(row, closed=False, closed_at=None, on_time="no"))
    comparison.add(replace(row, closed=False, closed_at=None, due_at=NOW, on_time="yes"))

    assert (comparison.rows_compared, comparison.rows_equal, comparison.rows_passed_over) == (4, 4, 0)
    assert (comparison.compared(closed=True), comparison.compared(closed=False)) == (2, 2)
    assert comparison.render() == (
        "verdicts on promises compared: 4 (closed 2, open 2); passed over: 0\nequal to what their times say: 4"
    )


def test_different_verdicts_are_shown(mapping, row):
    """The first few with their times, then how many more."""
    comparison = OnTimeComparison(mapping=mapping)

    for number in range(EXAMPLES + 2):
        comparison.add(replace(row, row_number=number, on_time="no"))

    assert (comparison.rows_compared, comparison.rows_equal, len(comparison.examples)) == (7, 0, EXAMPLES)
    assert comparison.counts == {(True, Punctuality.OVERDUE, Punctuality.ON_TIME): 7}
    lines = comparison.render().splitlines()
    assert lines[2] == (
        "  row 0 (A-1): the table says OVERDUE, its times ON_TIME:"
        " due 2015-06-03T00:00:00+00:00, closed 2015-06-03T00:00:00+00:00"
    )
    assert lines[-1] == "  and 2 more"


@pytest.mark.parametrize(
    "changes",
    [
        {"due_at": None},
        {"on_time": None},
        {"on_time": "perhaps"},
        {"closed_at": None},
        {"closed": False, "closed_at": None},
    ],
)
def test_what_cannot_be_compared_is_passed_over(mapping, row, changes):
    """No deadline, no verdict or one unknown, closed at an unknown time, open and the snapshot unknown."""
    comparison = OnTimeComparison(mapping=mapping)

    comparison.add(replace(row, **changes))

    assert (comparison.rows_compared, comparison.rows_passed_over) == (0, 1)


def test_an_open_case_with_a_closing_time_counts_as_open(mapping, row):
    """It was opened again, so its promise is still out."""
    comparison = OnTimeComparison(mapping=mapping, snapshot_at=NOW)

    comparison.add(replace(row, closed=False, on_time="no"))

    assert (comparison.rows_equal, comparison.compared(closed=False)) == (1, 1)


def test_the_verdicts_of_boston_follow_from_its_times():
    """Every closed case with a target and a verdict, and every open one as of the day the table was taken."""
    if not TABLE.is_file():
        pytest.skip(f"the table of Boston 2015 is not at {TABLE}; name its folder by QALA_SHARED_DATA")
    mapping = load_mapping("boston-2015")
    snapshot_at = datetime(2016, 1, 13, tzinfo=ZoneInfo("America/New_York"))
    comparison = OnTimeComparison(mapping=mapping, snapshot_at=snapshot_at)

    with CaseFile(TABLE, mapping) as rows:
        for case in rows:
            comparison.add(case)

    print(comparison.render())
    assert comparison.examples == []
    assert comparison.rows_equal == comparison.rows_compared
    # 82 more closed cases have a target and no verdict.
    assert comparison.compared(closed=True) == 79_126
    assert comparison.compared(closed=False) == 14_875
    assert comparison.counts[False, Punctuality.OVERDUE, Punctuality.OVERDUE] == 11_374
    assert comparison.counts[False, Punctuality.ON_TIME, Punctuality.ON_TIME] == 3_501
