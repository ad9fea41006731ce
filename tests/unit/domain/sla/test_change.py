"""Another category makes another promise from the same beginning, and no pause or extension is lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.work_calendar import work_calendar_of
from app.domain.requests.lifecycle import Status
from app.domain.sla import (
    Counted,
    DeadlineState,
    DeadlineTimer,
    Pause,
    SlaPolicy,
    TimerKind,
    WorkCalendar,
    after_firing,
    after_pauses,
    extended,
    next_timer,
    promise,
    recategorised,
    resumed,
    with_past_fired,
)

ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
AT = datetime(2026, 11, 16, 4, tzinfo=UTC)  # Monday 09:00
HOUR = timedelta(hours=1)


def a_policy(hours: float, counted: Counted = Counted.ROUND_THE_CLOCK) -> SlaPolicy:
    return SlaPolicy(id=f"p{hours:g}", category_id="c", hours=hours, counted=counted, valid_from=BEGINNING)


def test_the_new_promise_counts_from_the_beginning():
    """The citizen has waited since the request was accepted."""
    before = promise(a_policy(120), ALMATY, AT)

    promised, state = recategorised(
        DeadlineState.of(before), accepted_at=AT, policy=a_policy(24), calendar=ALMATY, at=AT + HOUR
    )

    assert promise(a_policy(24), ALMATY, AT) == promised
    assert DeadlineState.of(promised) == state


def test_pauses_count_by_the_new_policy():
    """From Friday 18:00 to Monday 09:00: 63 hours round the clock, none in working hours."""
    friday = datetime(2026, 11, 20, 13, tzinfo=UTC)
    pause = Pause(friday, friday + 63 * HOUR)
    before = promise(a_policy(480), ALMATY, AT)

    def due_at(policy: SlaPolicy) -> datetime | None:
        _, state = recategorised(
            DeadlineState.of(before),
            accepted_at=AT,
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
    extended_to = AT + 200 * HOUR

    _, shorter = recategorised(
        DeadlineState(due_at=extended_to),
        accepted_at=AT,
        policy=a_policy(24),
        calendar=ALMATY,
        at=AT + HOUR,
        extended_to=extended_to,
    )
    _, longer = recategorised(
        DeadlineState(due_at=extended_to),
        accepted_at=AT,
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
    late = with_past_fired(DeadlineState.of(before), AT + 30 * HOUR)

    _, still_late = recategorised(late, accepted_at=AT, policy=a_policy(12), calendar=ALMATY, at=AT + 30 * HOUR)
    _, ahead = recategorised(late, accepted_at=AT, policy=a_policy(120), calendar=ALMATY, at=AT + 30 * HOUR)

    assert still_late.due_at == still_late.fired_breached_at
    assert ahead.due_at != ahead.fired_breached_at


def test_there_and_back_again_does_not_tell_a_breach_twice():
    """Back in the first category its breach is the one that was told."""
    first, second = a_policy(24), a_policy(120)
    before = promise(first, ALMATY, AT)
    state = after_firing(DeadlineState.of(before), DeadlineTimer(TimerKind.BREACHED, before.due_at))

    _, state = recategorised(state, accepted_at=AT, policy=second, calendar=ALMATY, at=AT + 30 * HOUR)
    _, state = recategorised(state, accepted_at=AT, policy=first, calendar=ALMATY, at=AT + 31 * HOUR)

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

    _, after = recategorised(state, accepted_at=AT, policy=policy, calendar=ALMATY, at=times[-1], pauses=pauses)

    assert state == after


def test_a_breach_that_the_new_promise_brings_is_told_without_its_risk():
    """Three days passed; the new promise was for one: what comes next is the breach."""
    state = DeadlineState.of(promise(a_policy(240), ALMATY, AT))

    _, late = recategorised(state, accepted_at=AT, policy=a_policy(24), calendar=ALMATY, at=AT + 30 * HOUR)
    _, near = recategorised(state, accepted_at=AT, policy=a_policy(36), calendar=ALMATY, at=AT + 30 * HOUR)

    assert next_of(late) == DeadlineTimer(TimerKind.BREACHED, AT + 24 * HOUR)
    assert next_of(near) == DeadlineTimer(TimerKind.AT_RISK, AT + 27 * HOUR)


def next_of(state: DeadlineState) -> DeadlineTimer | None:
    return next_timer(Status.ACCEPTED, state, held_at=None, done_at=None)


hours = st.floats(1, 400).map(lambda number: round(number, 1))
policies = st.builds(a_policy, hours, st.sampled_from(Counted))


@given(policies, policies, st.timedeltas(HOUR, timedelta(days=40)))
@settings(max_examples=300, deadline=None)
def test_after_a_change_nothing_is_told_twice_and_no_breach_is_left_out(first, second, passed):
    """After any history, the timers of the new promise that lie ahead fire, and a breach that was not reported."""
    now = AT + passed
    state = DeadlineState.of(promise(first, ALMATY, AT))
    while (moment := next_of(state)) is not None and moment.at <= now:
        state = after_firing(state, moment)
    notified = {TimerKind.BREACHED: state.fired_breached_at, TimerKind.ESCALATED: state.fired_escalated_at}

    promised, after = recategorised(state, accepted_at=AT, policy=second, calendar=ALMATY, at=now)

    coming = []
    while (moment := next_of(after)) is not None:
        coming.append(moment)
        after = after_firing(after, moment)
    assert len({moment.kind for moment in coming}) == len(coming)
    expected = {
        TimerKind.AT_RISK: promised.due_at > now and (promised.at_risk_at > now or state.fired_at_risk_at is None),
        TimerKind.BREACHED: promised.due_at > now or notified[TimerKind.BREACHED] is None,
        TimerKind.ESCALATED: promised.escalate_at > now or notified[TimerKind.ESCALATED] is None,
    }
    assert {kind for kind, comes in expected.items() if comes} == {moment.kind for moment in coming}


@given(policies, policies, policies, st.lists(st.timedeltas(HOUR, timedelta(days=5)), min_size=4, max_size=8))
@settings(max_examples=200, deadline=None)
def test_an_extension_survives_any_chain_of_changes_and_pauses(first, second, third, lengths):
    """The deadline after them is never before the one that was set, as each pause moved it in its time."""
    times = [AT]
    for length in lengths:
        times.append(times[-1] + length)
    state = DeadlineState.of(promise(first, ALMATY, AT))
    standing = state.due_at + timedelta(days=3)
    state = extended(state, due_at=standing, at=AT, policy=first, calendar=ALMATY)
    pauses, since, policy = [], [], first
    for n, (held_at, resumed_at) in enumerate(zip(times[1::2], times[2::2], strict=False)):
        state = resumed(state, held_at=held_at, resumed_at=resumed_at, policy=policy, calendar=ALMATY)
        pauses.append(Pause(held_at, resumed_at))
        since.append((pauses[-1], policy))
        policy = (second, third)[n % 2]
        extended_to = after_pauses(standing, since, ALMATY)

        _, state = recategorised(
            state, accepted_at=AT, policy=policy, calendar=ALMATY, at=resumed_at, pauses=pauses, extended_to=extended_to
        )

        assert state.due_at >= extended_to >= standing
        if state.due_at > resumed_at:
            assert state.at_risk_at <= state.due_at <= state.escalate_at
