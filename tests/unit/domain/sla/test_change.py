"""Another category makes another promise from the same beginning, and no pause or extension is lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.work_calendar import work_calendar_of
from app.domain.sla import (
    Counted,
    DeadlineState,
    Moment,
    MomentKind,
    Pause,
    SlaPolicy,
    WorkCalendar,
    fired,
    promise,
    recategorised,
    resumed,
    settled,
)

ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 16, 4, tzinfo=UTC)  # Monday 09:00
HOUR = timedelta(hours=1)


def a_policy(hours: float, counted: Counted = Counted.ROUND_THE_CLOCK) -> SlaPolicy:
    return SlaPolicy(id=f"p{hours:g}", category_id="c", hours=hours, counted=counted, valid_from=BEGINNING)


def test_the_new_promise_counts_from_the_beginning_and_the_old_one_is_kept():
    """The citizen has waited since the request was accepted."""
    before = promise(a_policy(120), ALMATY, AT)

    change, state = recategorised(before, DeadlineState.of(before), policy=a_policy(24), calendar=ALMATY, at=AT + HOUR)

    assert (before, AT, AT + HOUR) == (change.before, change.after.accepted_at, change.at)
    assert promise(a_policy(24), ALMATY, AT) == change.after
    assert DeadlineState.of(change.after) == state


def test_pauses_count_by_the_new_policy():
    """From Friday 18:00 to Monday 09:00: 63 hours round the clock, none in working hours."""
    friday = datetime(2026, 11, 20, 13, tzinfo=UTC)
    pause = Pause(friday, friday + 63 * HOUR)
    before = promise(a_policy(480), ALMATY, AT)

    def due_at(policy: SlaPolicy) -> datetime | None:
        _, state = recategorised(
            before,
            DeadlineState.of(before),
            policy=policy,
            calendar=ALMATY,
            at=pause.resumed_at + HOUR,
            pauses=[pause],
        )
        return state.due_at

    assert due_at(a_policy(480)) == AT + (480 + 63) * HOUR
    assert promise(a_policy(60, Counted.WORKING_HOURS), ALMATY, AT).due_at == due_at(
        a_policy(60, Counted.WORKING_HOURS)
    )


def test_an_extension_holds():
    """The deadline that the Akimat set is not taken back, and a later one of the new promise is kept."""
    before = promise(a_policy(48), ALMATY, AT)
    extended_to = AT + 200 * HOUR

    _, shorter = recategorised(
        before,
        DeadlineState(due_at=extended_to),
        policy=a_policy(24),
        calendar=ALMATY,
        at=AT + HOUR,
        extended_to=extended_to,
    )
    _, longer = recategorised(
        before,
        DeadlineState(due_at=extended_to),
        policy=a_policy(300),
        calendar=ALMATY,
        at=AT + HOUR,
        extended_to=extended_to,
    )

    assert extended_to == shorter.due_at
    assert extended_to - 6 * HOUR == shorter.at_risk_at
    assert longer.due_at == AT + 300 * HOUR


def test_a_breach_is_not_told_again_unless_there_is_a_second_chance():
    """Late before and late after is one breach; late before and ahead after may be breached again."""
    before = promise(a_policy(24), ALMATY, AT)
    late = settled(DeadlineState.of(before), AT + 30 * HOUR)

    _, still_late = recategorised(before, late, policy=a_policy(12), calendar=ALMATY, at=AT + 30 * HOUR)
    _, ahead = recategorised(before, late, policy=a_policy(120), calendar=ALMATY, at=AT + 30 * HOUR)

    assert still_late.due_at == still_late.fired_breached_at
    assert ahead.due_at != ahead.fired_breached_at


def test_there_and_back_again_does_not_tell_a_breach_twice():
    """Back in the first category its breach is the one that was told."""
    first, second = a_policy(24), a_policy(120)
    before = promise(first, ALMATY, AT)
    state = fired(DeadlineState.of(before), Moment(MomentKind.BREACHED, before.due_at))

    change, state = recategorised(before, state, policy=second, calendar=ALMATY, at=AT + 30 * HOUR)
    _, state = recategorised(change.after, state, policy=first, calendar=ALMATY, at=AT + 31 * HOUR)

    assert before.due_at == state.due_at == state.fired_breached_at


@given(
    st.sampled_from(Counted),
    st.floats(1, 300),
    st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=9)), max_size=8),
)
@settings(max_examples=300, deadline=None)
def test_a_change_to_the_same_policy_changes_nothing(counted, hours, lengths):
    """The deadline after any pauses is the one that those pauses made step by step."""
    policy = a_policy(hours, counted)
    before = promise(policy, ALMATY, AT)
    times = [AT]
    for length in lengths:
        times.append(times[-1] + length)
    pauses = [Pause(*pair) for pair in zip(times[1::2], times[2::2], strict=False)]
    state = DeadlineState.of(before)
    for pause in pauses:
        state = resumed(state, held_at=pause.held_at, resumed_at=pause.resumed_at, policy=policy, calendar=ALMATY)

    _, after = recategorised(before, state, policy=policy, calendar=ALMATY, at=times[-1], pauses=pauses)

    assert state == after
