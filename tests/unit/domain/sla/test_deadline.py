"""Pauses and extensions move a deadline by exactly the time that counts, and what has fired stays fired."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.work_calendar import work_calendar_of
from app.domain.sla import (
    Counted,
    DeadlineState,
    SlaPolicy,
    Window,
    WorkCalendar,
    YearDays,
    extended,
    promise,
    resumed,
    with_past_fired,
)
from app.domain.sla.counting import counting_of
from app.errors import InvalidInput

NIGHT_SHIFT = WorkCalendar(
    timezone="America/New_York",
    windows=((Window(0, 6 * 60), Window(22 * 60, 24 * 60)),) * 7,
    weekend=frozenset({6}),
    years={year: YearDays(holidays=frozenset({date(year, 7, 4)})) for year in range(2005, 2061)},
)
ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
CALENDARS = (ALMATY, NIGHT_SHIFT, WorkCalendar.round_the_clock("Asia/Almaty"))
HOUR = timedelta(hours=1)

calendars = st.sampled_from(CALENDARS)
policies = st.builds(
    SlaPolicy,
    id=st.just("p"),
    category_id=st.just("pothole"),
    hours=st.floats(0.1, 400),
    counted=st.sampled_from(Counted),
    valid_from=st.just(datetime(2000, 1, 1, tzinfo=UTC)),
)
in_working_hours = policies.map(lambda policy: replace(policy, counted=Counted.WORKING_HOURS))
moments = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
stretches = st.timedeltas(timedelta(), timedelta(days=40))
hundreds = settings(max_examples=400, deadline=None)


@given(calendars, policies, moments, stretches, stretches)
@hundreds
def test_a_pause_moves_the_deadline_by_exactly_what_counts_within_it(calendar, policy, at, before, pause):
    """However long it had run, overdue or not; moments that had passed stay."""
    state, counting = DeadlineState.of(promise(policy, calendar, at)), counting_of(policy.counted, calendar)
    held_at = at + before

    after = resumed(state, held_at=held_at, resumed_at=held_at + pause, policy=policy, calendar=calendar)

    counted = counting.between(held_at, held_at + pause)
    assert after.due_at == counting.add(state.due_at, counted)
    assert after.due_at >= state.due_at
    assert counting.between(state.due_at, after.due_at) == counted
    for old, new in ((state.at_risk_at, after.at_risk_at), (state.escalate_at, after.escalate_at)):
        assert new == (old if old <= held_at else counting.add(old, counted))


@given(calendars, policies, moments, stretches, stretches)
@hundreds
def test_a_pause_leaves_what_was_left(calendar, policy, at, before, pause):
    """As much time that counts remains after the pause as before it."""
    state, counting = DeadlineState.of(promise(policy, calendar, at)), counting_of(policy.counted, calendar)
    held_at, resumed_at = at + before, at + before + pause

    after = resumed(state, held_at=held_at, resumed_at=resumed_at, policy=policy, calendar=calendar)

    assert counting.between(resumed_at, after.due_at) == counting.between(held_at, state.due_at)
    # And if it was too late, it is as late as before.
    assert counting.between(after.due_at, resumed_at) == counting.between(state.due_at, held_at)


@given(calendars, policies, moments, st.tuples(stretches, stretches, stretches))
@hundreds
def test_splitting_a_pause_changes_nothing(calendar, policy, at, lengths):
    """Resumed and held again at once is one pause."""
    before, one, other = lengths
    state = DeadlineState.of(promise(policy, calendar, at))
    held_at, middle, end = at + before, at + before + one, at + before + one + other

    def paused(state: DeadlineState, held_at: datetime, resumed_at: datetime) -> DeadlineState:
        return resumed(state, held_at=held_at, resumed_at=resumed_at, policy=policy, calendar=calendar)

    assert paused(state, held_at, end) == paused(paused(state, held_at, middle), middle, end)


@given(in_working_hours, moments, stretches, st.floats(0, 1), st.floats(0, 1))
@hundreds
def test_a_pause_outside_working_time_changes_nothing(policy, at, before, one, other):
    """Between the end of a working day and the beginning of the next one no pause counts."""
    state = DeadlineState.of(promise(policy, ALMATY, at))
    next_worked = ALMATY.add(at + before, timedelta(microseconds=1)) - timedelta(microseconds=1)
    rest_from = min(at + before, next_worked)
    rest = next_worked - rest_from
    held_at, resumed_at = sorted((rest_from + rest * one, rest_from + rest * other))

    assert state == resumed(state, held_at=held_at, resumed_at=resumed_at, policy=policy, calendar=ALMATY)


@given(calendars, policies, moments, stretches)
@hundreds
def test_an_extension_moves_all_three_by_what_counts(calendar, policy, at, longer):
    """The deadline to the very moment that was said, the others by the time that counts until there."""
    state, counting = DeadlineState.of(promise(policy, calendar, at)), counting_of(policy.counted, calendar)
    due_at = state.due_at + longer + timedelta(seconds=1)

    after = extended(state, due_at=due_at, at=at, policy=policy, calendar=calendar)

    counted = counting.between(state.due_at, due_at)
    assert after.due_at == due_at
    assert after.at_risk_at == counting.add(state.at_risk_at, counted)
    assert after.escalate_at == counting.add(state.escalate_at, counted)
    assert after.at_risk_at <= after.due_at <= after.escalate_at


@given(calendars, policies, moments, st.tuples(stretches, stretches, stretches))
@hundreds
def test_what_has_fired_fires_again_only_if_it_lies_ahead_again(calendar, policy, at, lengths):
    """After a pause nothing that fired before it is ahead; after an extension all that is ahead may fire."""
    late, pause, longer = lengths
    state = DeadlineState.of(promise(policy, calendar, at))
    now = state.escalate_at + late
    over = with_past_fired(state, now)

    rested = resumed(over, held_at=now, resumed_at=now + pause, policy=policy, calendar=calendar)
    again = extended(over, due_at=state.due_at + longer + HOUR, at=now, policy=policy, calendar=calendar)

    assert (rested.fired_at_risk_at, rested.fired_breached_at, rested.fired_escalated_at) == (
        rested.at_risk_at,
        rested.due_at,
        rested.escalate_at,
    )
    for moment, fired in (
        (again.at_risk_at, again.fired_at_risk_at),
        (again.due_at, again.fired_breached_at),
        (again.escalate_at, again.fired_escalated_at),
    ):
        assert (moment == fired) is (moment <= now)


def test_an_extension_goes_forward_only():
    """Earlier, equal or zone-less moments are refused, and a request without a deadline gets one."""
    policy = SlaPolicy(id="p", category_id="c", hours=8, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
    at = datetime(2026, 11, 20, tzinfo=UTC)
    state = DeadlineState.of(promise(policy, ALMATY, at))

    for due_at in (at, state.due_at, datetime(2027, 1, 1)):
        with pytest.raises(InvalidInput, match="dueAt: expected a time"):
            extended(state, due_at=due_at, at=at, policy=policy, calendar=ALMATY)
    assert DeadlineState(due_at=at) == extended(DeadlineState(), due_at=at, at=at, policy=policy, calendar=ALMATY)


def test_a_request_without_a_deadline_rests_without_one():
    """Nothing to move."""
    policy = SlaPolicy(id="p", category_id="c", hours=8, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
    at = datetime(2026, 11, 20, tzinfo=UTC)

    assert DeadlineState() == resumed(DeadlineState(), held_at=at, resumed_at=at + HOUR, policy=policy, calendar=ALMATY)


def test_a_clock_that_went_back_moves_nothing():
    """A pause that ends before it began has no length."""
    policy = SlaPolicy(id="p", category_id="c", hours=8, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
    at = datetime(2026, 11, 20, tzinfo=UTC)
    state = DeadlineState.of(promise(policy, ALMATY, at))

    assert state == resumed(state, held_at=at, resumed_at=at - HOUR, policy=policy, calendar=ALMATY)


def test_with_past_fired_fires_what_is_past_and_leaves_what_is_ahead():
    """A request that comes with a past sets off no alarm for it."""
    policy = SlaPolicy(id="p", category_id="c", hours=8, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
    at = datetime(2026, 11, 20, tzinfo=UTC)
    state = DeadlineState.of(promise(policy, ALMATY, at))

    after = with_past_fired(state, at + 8 * HOUR)

    assert (state.at_risk_at, state.due_at, None) == (
        after.fired_at_risk_at,
        after.fired_breached_at,
        after.fired_escalated_at,
    )
