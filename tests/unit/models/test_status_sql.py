"""The conditions that statements share say what the lifecycle table says, in words that the indexes know."""

import re
from pathlib import Path

from app.domain.accounts.roles import OFFICIAL, Role
from app.domain.requests.lifecycle import ANSWER_AWAITED, CLOSED, DEADLINE_RUNS, OPEN, Status
from app.models.status_sql import HAS_NO_TIMER, IS_MARKED_OVERDUE, acted_as_person, overdue, status_in

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def test_a_set_of_statuses_is_always_written_in_one_order():
    """A set has no order, and equal sets have to make equal statements."""
    assert status_in({Status.IN_PROGRESS, Status.ACCEPTED}, "r.status") == "r.status IN ('ACCEPTED', 'IN_PROGRESS')"
    assert status_in(OPEN, "r.status") == "r.status IN ('ACCEPTED', 'IN_PROGRESS', 'ON_HOLD')"


def test_overdue_is_written_as_its_indexes_are():
    """Another wording, and the planner reads all open requests of a city for a page of its overdue ones."""
    indexes, of_imports = (
        (MIGRATIONS / f"{name}.py").read_text() for name in ("0052_overdue_index", "0055_overdue_imports")
    )
    (runs,) = set(re.findall(r'^_RUNS = "(.+)"$', indexes + of_imports, re.MULTILINE))
    (due,) = re.findall(r'^_DUE = "\((.+)\)"$', (MIGRATIONS / "0020_list_indexes.py").read_text(), re.MULTILINE)

    assert overdue("$2") == f"({runs} AND {due} < $2)"
    assert f"{{_RUNS}} AND {IS_MARKED_OVERDUE}" in indexes
    assert f"{{_RUNS}} AND {HAS_NO_TIMER}" in of_imports


def test_acts_of_persons_are_those_of_roles_that_are_not_official():
    """A role that becomes official keeps its texts with the city, in every statement at once."""
    condition = acted_as_person("e")

    assert {role for role in Role if f"'{role}'" in condition} == set(Role) - OFFICIAL
    assert condition == "(e.actor_role IN ('CITIZEN') OR e.unapproved)"


def test_every_status_is_open_awaits_an_answer_or_is_closed():
    """The sets that statements are made of leave none out, and share none."""
    assert set(Status) == OPEN | ANSWER_AWAITED | CLOSED
    assert len(OPEN) + len(ANSWER_AWAITED) + len(CLOSED) == len(Status)
    assert DEADLINE_RUNS < OPEN
