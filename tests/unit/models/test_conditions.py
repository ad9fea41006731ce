"""The conditions that statements share say what the lifecycle table says, in words that the indexes know."""

import re
from pathlib import Path

from app.domain.lifecycle import CLOSED_WITHOUT_WORK, FINAL, OPEN, RUNNING, Status
from app.models.conditions import is_open, is_overdue, status_in

MIGRATION = Path(__file__).parents[3] / "migrations" / "0002_rules.py"


def test_a_set_of_statuses_is_written_in_the_order_of_the_table():
    """Whatever order a set has: equal sets make equal statements."""
    assert status_in({Status.IN_PROGRESS, Status.ACCEPTED}, "r.status") == "r.status IN ('ACCEPTED', 'IN_PROGRESS')"
    assert is_open("r.status") == "r.status IN ('ACCEPTED', 'IN_PROGRESS', 'ON_HOLD')"


def test_overdue_is_written_as_its_partial_index_is():
    """Another wording, and the planner reads the whole city for the counters of the wall screen."""
    (condition,) = re.findall(r'" WHERE (status IN \([^)]*\) AND held_at IS NULL)"', MIGRATION.read_text())

    assert is_overdue("$2") == f"({condition} AND due_at < $2)"


def test_every_status_is_open_done_or_closed():
    """The sets that statements are made of leave none out, and share none."""
    assert OPEN | {Status.DONE} | FINAL == set(Status)
    assert not OPEN & FINAL
    assert RUNNING < OPEN
    assert FINAL - {Status.CONFIRMED} == CLOSED_WITHOUT_WORK
