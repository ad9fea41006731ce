"""The steps of a case: the times of the table, in order, the same in every replay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.requests.lifecycle import Status
from app.importing.cases import Case
from app.replay.steps import LAST_STEP, StepKind, rating_of, remaining_steps, request_id_of, steps_of

OPENED = datetime(2015, 6, 1, 8, tzinfo=UTC)
CASE = Case(
    row_number=1,
    external_id="A-1",
    opened_at=OPENED,
    due_at=None,
    closed_at=OPENED + timedelta(days=2),
    closed=True,
    category_id="pothole",
    type_text="hole",
    title="",
    description="",
    closure_reason="",
    address="",
    latitude=43.2,
    longitude=76.9,
    executor_name="Crew 7",
    on_time=None,
    placeholder_point=False,
    closed_before_opened=False,
)


@pytest.mark.parametrize("number", range(20))
def test_a_closed_case_goes_the_whole_way_in_order(number):
    """Submitted when opened, completed when closed, the rest between and after, never back in time."""
    steps = steps_of(CASE, UUID(int=number))

    assert list(StepKind) == [step.kind for step in steps]
    assert sorted(step.at for step in steps) == [step.at for step in steps]
    assert (steps[0].at, steps[3].at) == (CASE.opened_at, CASE.closed_at)


def test_an_open_case_is_only_submitted():
    """The table knows nothing more."""
    assert [step.kind for step in steps_of(replace(CASE, closed=False), UUID(int=1))] == [StepKind.SUBMIT]


@pytest.mark.parametrize("closed_at", [None, OPENED - timedelta(seconds=30)])
def test_a_case_that_closed_at_an_odd_time_closes_when_it_opened(closed_at):
    """Steps stay in order whatever the table says."""
    steps = steps_of(replace(CASE, closed_at=closed_at), UUID(int=1))

    assert {OPENED} == {step.at for step in steps[:4]}


def test_the_id_is_of_the_case_in_its_table():
    """The same in every replay, another for another table or case."""
    ids = {
        request_id_of("boston:a", CASE),
        request_id_of("boston:a", CASE),
        request_id_of("boston:b", CASE),
        request_id_of("boston:a", replace(CASE, external_id="A-2")),
    }

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("status", "assigned", "first"),
    [
        (None, False, StepKind.SUBMIT),
        (Status.ACCEPTED, False, StepKind.CLAIM),
        (Status.ACCEPTED, True, StepKind.START),
        (Status.IN_PROGRESS, True, StepKind.COMPLETE),
        (Status.ON_HOLD, True, StepKind.COMPLETE),
        (Status.DONE, True, StepKind.CONFIRM),
        (Status.CONFIRMED, True, None),
        (Status.REJECTED, False, None),
    ],
)
def test_a_replay_goes_on_where_the_request_stands(status, assigned, first):
    """What is done is not done again."""
    left = remaining_steps(steps_of(CASE, UUID(int=1)), status, assigned=assigned)

    assert first == (left[0].kind if left else None)


def test_every_status_says_which_step_was_last():
    """By its phase; a new phase must be thought of here."""
    assert set(Status) == set(LAST_STEP)


def test_ratings_are_ratings():
    """From 1 to 5, and always the same for one request."""
    ratings = [rating_of(UUID(int=number * 7919)) for number in range(200)]

    assert {1, 2, 3, 4, 5} == set(ratings)
    assert ratings == [rating_of(UUID(int=number * 7919)) for number in range(200)]
