"""The deadline clock hears of every moment once, in order, and of none while the deadline rests."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.work_calendar import work_calendar_of
from app.domain.requests.lifecycle import CLOSED, OPEN, UNANSWERED, Status
from app.domain.sla import (
    Counted,
    DeadlineState,
    DeadlineTimer,
    SlaPolicy,
    TimerKind,
    WorkCalendar,
    after_firing,
    extended,
    has_fired,
    next_timer,
    promise,
    resumed,
)

ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
POLICY = SlaPolicy(id="p", category_id="c", hours=8, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
AT = datetime(2026, 11, 16, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATE = DeadlineState.of(promise(POLICY, ALMATY, AT))
AT_RISK, BREACHED, ESCALATED, VERDICT_REMINDER, CLOSE_UNANSWERED, ASK_AGAIN, CORRECTION = TimerKind


def the_next(status=Status.IN_PROGRESS, state=STATE, held_at=None, done_at=None):
    return next_timer(status, state, held_at=held_at, done_at=done_at)


def drained(state=STATE, **rest):
    """Return all timers that fire if no step is taken, and the state after them."""
    moments = []
    while (moment := the_next(state=state, **rest)) is not None:
        moments.append(moment)
        state = after_firing(state, moment)
    return moments, state


@pytest.mark.parametrize("status", sorted(OPEN))
def test_while_work_is_owed_come_risk_breach_and_escalation(status):
    """Each once, in that order; then nothing."""
    moments, _ = drained(status=status)

    assert [
        DeadlineTimer(AT_RISK, AT + 6 * HOUR),
        DeadlineTimer(BREACHED, AT + 8 * HOUR),
        DeadlineTimer(ESCALATED, AT + 16 * HOUR),
    ] == moments


@pytest.mark.parametrize("status", sorted(OPEN))
def test_while_it_rests_nothing_comes(status):
    """A paused deadline cannot pass."""
    assert the_next(status=status, held_at=AT + HOUR) is None


def test_while_done_the_author_is_asked_and_then_taken_at_their_silence():
    """After three days and after seven; the deadline is no matter any more."""
    moments, _ = drained(status=Status.DONE, done_at=AT)

    assert [DeadlineTimer(VERDICT_REMINDER, AT + 3 * DAY), DeadlineTimer(CLOSE_UNANSWERED, AT + 7 * DAY)] == moments


@pytest.mark.parametrize("status", sorted(CLOSED - UNANSWERED))
def test_when_it_is_over_nothing_comes(status):
    """Confirmed, rejected, withdrawn, merged: a merged request does not escalate."""
    assert the_next(status=status, done_at=AT) is None
    assert the_next(status=status) is None


def test_after_a_closing_without_an_answer_the_author_is_asked_once_more():
    """28 days after the completion, and then never again."""
    moments, _ = drained(status=Status.UNANSWERED, done_at=AT)

    assert moments == [DeadlineTimer(ASK_AGAIN, AT + 28 * DAY)]


def test_a_correction_leaves_no_trace_in_the_deadline():
    """It fires by what the request is."""
    assert after_firing(STATE, DeadlineTimer(CORRECTION, AT)) == STATE


def test_without_a_deadline_nothing_comes():
    """Imported requests may have none, and an imported one that is done has no author to ask."""
    assert the_next(state=DeadlineState()) is None
    assert the_next(status=Status.DONE, state=DeadlineState()) is None


def test_a_dispute_begins_a_new_round():
    """The deadline goes on where it was, and after another completion the author is asked again."""
    first_round, state = drained(status=Status.DONE, done_at=AT + HOUR)

    back_at_work, state = drained(state=state)
    second_round, _ = drained(state=state, status=Status.DONE, done_at=AT + 9 * DAY)

    assert [moment.kind for moment in back_at_work] == [AT_RISK, BREACHED, ESCALATED]
    assert [moment.at + 9 * DAY - HOUR for moment in first_round] == [moment.at for moment in second_round]


def test_a_pause_after_the_risk_does_not_tell_it_again():
    """It had passed and stays; the breach moves."""
    state = after_firing(STATE, DeadlineTimer(AT_RISK, STATE.at_risk_at))

    after = resumed(state, held_at=AT + 7 * HOUR, resumed_at=AT + 17 * HOUR, policy=POLICY, calendar=ALMATY)

    assert DeadlineTimer(BREACHED, AT + 18 * HOUR) == the_next(state=after)


def test_a_pause_after_the_breach_does_not_tell_it_again():
    """It is as late as it was; the escalation is still ahead."""
    state = after_firing(
        after_firing(STATE, DeadlineTimer(AT_RISK, STATE.at_risk_at)), DeadlineTimer(BREACHED, STATE.due_at)
    )

    after = resumed(state, held_at=AT + 9 * HOUR, resumed_at=AT + 19 * HOUR, policy=POLICY, calendar=ALMATY)

    assert has_fired(after, DeadlineTimer(BREACHED, after.due_at))
    assert DeadlineTimer(ESCALATED, AT + 26 * HOUR) == the_next(state=after)


def test_a_breach_that_was_missed_is_not_taken_for_the_one_before_it():
    """Told of the first breach, given a second chance, and nothing ran when that was lost: it comes after the pause."""
    _, state = drained()
    state = extended(state, due_at=AT + 30 * HOUR, at=AT + 20 * HOUR, policy=POLICY, calendar=ALMATY)

    after = resumed(state, held_at=AT + 31 * HOUR, resumed_at=AT + 32 * HOUR, policy=POLICY, calendar=ALMATY)

    assert [DeadlineTimer(AT_RISK, AT + 28 * HOUR), DeadlineTimer(BREACHED, AT + 31 * HOUR)] == drained(state=after)[0][
        :2
    ]


def test_an_extension_past_now_arms_what_lies_ahead():
    """A short one only the breach, a long one the risk as well."""
    _, state = drained()

    def after(due_at: datetime) -> list[TimerKind]:
        longer = extended(state, due_at=due_at, at=AT + 20 * HOUR, policy=POLICY, calendar=ALMATY)
        return [moment.kind for moment in drained(state=longer)[0]]

    assert after(AT + 10 * HOUR) == []
    assert after(AT + 21 * HOUR) == [BREACHED, ESCALATED]
    assert after(AT + 40 * HOUR) == [AT_RISK, BREACHED, ESCALATED]


def test_moments_at_the_same_time_come_in_order():
    """The risk before the breach before the escalation."""
    state = DeadlineState(due_at=AT, at_risk_at=AT, escalate_at=AT)

    assert [moment.kind for moment in drained(state=state)[0]] == [AT_RISK, BREACHED, ESCALATED]


def test_firing_one_leaves_the_rest():
    """Only its own place in the state changes."""
    assert replace(STATE, fired_breached_at=STATE.due_at) == after_firing(STATE, DeadlineTimer(BREACHED, STATE.due_at))


@dataclass
class Life:
    """One request lived through step by step, with a clock that fires whatever has come."""

    policy: SlaPolicy
    now: datetime = AT
    status: Status = Status.IN_PROGRESS
    held_at: datetime | None = None
    done_at: datetime | None = None
    second_chances: int = 0
    rounds: int = 0
    notified: list[DeadlineTimer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = DeadlineState.of(promise(self.policy, ALMATY, AT))

    def pass_time(self, length: timedelta) -> None:
        self.now += length
        while (moment := self.next()) is not None and moment.at <= self.now:
            assert not self.notified or moment.at >= AT
            self.notified.append(moment)
            self.state = after_firing(self.state, moment)
            if moment.kind is CLOSE_UNANSWERED:
                self.status = Status.UNANSWERED

    def next(self) -> DeadlineTimer | None:
        return next_timer(self.status, self.state, held_at=self.held_at, done_at=self.done_at)

    def act(self, action: str, length: timedelta) -> None:
        if action == "hold" and self.status is Status.IN_PROGRESS:
            self.status, self.held_at = Status.ON_HOLD, self.now
        elif action == "resume" and self.held_at is not None:
            self.state = resumed(
                self.state, held_at=self.held_at, resumed_at=self.now, policy=self.policy, calendar=ALMATY
            )
            self.status, self.held_at = Status.IN_PROGRESS, None
        elif action == "extend" and self.status in OPEN:
            assert self.state.due_at is not None
            due_at = self.state.due_at + length + HOUR
            self.state = extended(self.state, due_at=due_at, at=self.now, policy=self.policy, calendar=ALMATY)
            self.second_chances += 1
        elif action == "complete" and self.status is Status.IN_PROGRESS:
            self.status, self.done_at = Status.DONE, self.now
            self.rounds += 1
        elif action == "dispute" and self.status in {Status.DONE, Status.UNANSWERED}:
            self.status, self.done_at = Status.IN_PROGRESS, None


steps = st.tuples(
    st.sampled_from(["wait", "hold", "resume", "extend", "complete", "dispute"]),
    st.timedeltas(timedelta(), timedelta(days=4)) | st.just(timedelta(days=30)),
)


@given(st.floats(1, 60), st.sampled_from(Counted), st.lists(steps, max_size=30))
@settings(max_examples=500, deadline=None)
def test_through_any_life_each_moment_is_told_once(hours, counted, path):
    """None twice; a breach at most once for each chance; nothing of the deadline while it rests or is done."""
    life = Life(replace(POLICY, hours=hours, counted=counted))

    for action, length in path:
        life.act(action, length)
        seen = len(life.notified)
        life.pass_time(length)
        if life.held_at is not None:
            assert len(life.notified) == seen
        if life.status in {Status.DONE, Status.UNANSWERED}:
            assert {moment.kind for moment in life.notified[seen:]} <= {VERDICT_REMINDER, CLOSE_UNANSWERED, ASK_AGAIN}

    assert len(life.notified) == len(set(life.notified))
    for kind in (VERDICT_REMINDER, CLOSE_UNANSWERED, ASK_AGAIN):
        assert [moment.kind for moment in life.notified].count(kind) <= life.rounds
    for kind in (AT_RISK, BREACHED, ESCALATED):
        assert [moment.kind for moment in life.notified].count(kind) <= 1 + life.second_chances
