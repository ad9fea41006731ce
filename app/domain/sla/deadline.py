"""The deadline as it stands: three times that pauses and extensions move, and which of them have fired.

Law 1: a pause moves the deadline by exactly the time that counts within it: elapsed time for a promise round the
       clock, working time for one in working hours. A pause in two parts moves it as one pause does.
Law 2: a pause moves the at-risk and escalation times the same way, unless one had passed when the pause began.
Law 3: an extension moves all three by the time that counts between the old deadline and the new one; only forward.
Law 4: a time that has fired and still lies in the past after the move stays fired; one that lies ahead fires again.
       So one breach is reported once, and a breach of the moved deadline is reported too.

``timer.py`` says which time fires next.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.counting import Counting, counting_of
from app.domain.sla.policy import SlaPolicy
from app.domain.sla.promise import Promise
from app.domain.sla.round_the_clock import extended_due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineState:
    """What a row stores of its deadline.

    Each ``fired_..._at`` holds the time of the timer of its kind that fired last: when it was due, not when the
    deadline job reached it. A timer has fired if and only if its own time stands there, so one that moves ahead is
    armed again.
    """

    due_at: datetime | None = None
    at_risk_at: datetime | None = None
    escalate_at: datetime | None = None
    fired_at_risk_at: datetime | None = None
    fired_breached_at: datetime | None = None
    fired_escalated_at: datetime | None = None
    fired_reminder_at: datetime | None = None
    fired_confirm_at: datetime | None = None
    fired_again_at: datetime | None = None

    @classmethod
    def of(cls, promised: Promise) -> Self:
        """Return the deadline of a promise just made."""
        return cls(due_at=promised.due_at, at_risk_at=promised.at_risk_at, escalate_at=promised.escalate_at)


def resumed(
    state: DeadlineState, *, held_at: datetime, resumed_at: datetime, policy: SlaPolicy, calendar: WorkCalendar
) -> DeadlineState:
    """Return the deadline after a pause; the policy is the one that made the promise."""
    counting = counting_of(policy.counted, calendar)
    pause = counting.between(held_at, resumed_at)

    def later(at: datetime | None) -> datetime | None:
        return None if at is None else counting.add(at, pause)

    return moved(
        state,
        due_at=later(state.due_at),
        at_risk_at=state.at_risk_at if _passed(state.at_risk_at, held_at) else later(state.at_risk_at),
        escalate_at=state.escalate_at if _passed(state.escalate_at, held_at) else later(state.escalate_at),
        at=resumed_at,
    )


def extended(
    state: DeadlineState, *, due_at: datetime, at: datetime, policy: SlaPolicy, calendar: WorkCalendar
) -> DeadlineState:
    """Return the deadline that the Akimat moved to ``due_at``.

    Raises:
        InvalidInput: it is without a zone or not later than the present one.
    """
    extended_due_at(state, due_at)
    counting = counting_of(policy.counted, calendar)
    return moved(
        state,
        due_at=due_at,
        at_risk_at=_shifted(counting, state.at_risk_at, state.due_at, due_at),
        escalate_at=_shifted(counting, state.escalate_at, state.due_at, due_at),
        at=at,
    )


def moved(
    state: DeadlineState,
    *,
    due_at: datetime | None,
    at_risk_at: datetime | None,
    escalate_at: datetime | None,
    at: datetime,
) -> DeadlineState:
    """Return the state with other times as of ``at``: what has fired and does not lie ahead again stays fired."""
    return DeadlineState(
        due_at=due_at,
        at_risk_at=at_risk_at,
        escalate_at=escalate_at,
        fired_at_risk_at=_carried(state.fired_at_risk_at, state.at_risk_at, at_risk_at, at),
        fired_breached_at=_carried(state.fired_breached_at, state.due_at, due_at, at),
        fired_escalated_at=_carried(state.fired_escalated_at, state.escalate_at, escalate_at, at),
        fired_reminder_at=state.fired_reminder_at,
        fired_confirm_at=state.fired_confirm_at,
        fired_again_at=state.fired_again_at,
    )


def with_past_fired(state: DeadlineState, at: datetime) -> DeadlineState:
    """Return the state with every time up to ``at`` marked as fired, so that no event reports it."""
    return DeadlineState(
        due_at=state.due_at,
        at_risk_at=state.at_risk_at,
        escalate_at=state.escalate_at,
        fired_at_risk_at=state.at_risk_at if _passed(state.at_risk_at, at) else state.fired_at_risk_at,
        fired_breached_at=state.due_at if _passed(state.due_at, at) else state.fired_breached_at,
        fired_escalated_at=state.escalate_at if _passed(state.escalate_at, at) else state.fired_escalated_at,
        fired_reminder_at=state.fired_reminder_at,
        fired_confirm_at=state.fired_confirm_at,
        fired_again_at=state.fired_again_at,
    )


def _passed(time: datetime | None, at: datetime) -> bool:
    return time is not None and time <= at


def _shifted(
    counting: Counting, time: datetime | None, old_due_at: datetime | None, due_at: datetime
) -> datetime | None:
    if time is None or old_due_at is None:
        return time
    return counting.add(time, counting.between(old_due_at, due_at))


def _carried(fired: datetime | None, before: datetime | None, after: datetime | None, at: datetime) -> datetime | None:
    has_fired = fired is not None and fired == before
    return after if has_fired and _passed(after, at) else fired
