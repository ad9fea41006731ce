"""What the deadline clock waits for: the next moment of a service request.

Law 1: AT_RISK, BREACHED and ESCALATED come only while work is owed and does not rest.
Law 2: VERDICT_REMINDER and AUTO_CONFIRM come only while the author has the last word, counted from when it was done.
       A dispute and another completion begin a new round: both may come again.
Law 3: each comes at most once for its time. One that a move puts ahead again may come again; see ``deadline.py``.
Law 4: none is passed over. Those that were missed come at once, the earliest first, the risk before the breach.

The breach comes at the deadline itself; what is done at that very moment is still on time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.lifecycle import TABLE, Action, Status, deadline_runs
from app.domain.sla.deadline import DeadlineState

REMIND_AFTER = timedelta(days=3)
CONFIRM_AFTER = timedelta(days=7)


class TimerKind(StrEnum):
    """What comes about by time alone, in the order in which moments at the same time come."""

    AT_RISK = "AT_RISK"
    BREACHED = "BREACHED"
    ESCALATED = "ESCALATED"
    VERDICT_REMINDER = "VERDICT_REMINDER"
    AUTO_CONFIRM = "AUTO_CONFIRM"


@dataclass(frozen=True, slots=True)
class DeadlineTimer:
    """Something that comes about at a time."""

    kind: TimerKind
    at: datetime


_FIRED = {
    TimerKind.AT_RISK: "fired_at_risk_at",
    TimerKind.BREACHED: "fired_breached_at",
    TimerKind.ESCALATED: "fired_escalated_at",
    TimerKind.VERDICT_REMINDER: "fired_reminder_at",
    TimerKind.AUTO_CONFIRM: "fired_confirm_at",
}
"""Where the state keeps which moment of a kind fired last."""


def next_timer(
    status: Status, state: DeadlineState, *, held_at: datetime | None, done_at: datetime | None
) -> DeadlineTimer | None:
    """Return what comes next if nobody does anything, be it already past; None while nothing does."""
    armed = (moment for moment in _moments(status, state, held_at, done_at) if not has_fired(state, moment))
    # min() keeps the first of equals, and they come in the order of their kinds.
    return min(armed, key=lambda moment: moment.at, default=None)


def has_fired(state: DeadlineState, moment: DeadlineTimer) -> bool:
    """Tell whether this very moment has fired."""
    last: datetime | None = getattr(state, _FIRED[moment.kind])
    return last == moment.at


def fired(state: DeadlineState, moment: DeadlineTimer) -> DeadlineState:
    """Return the state after the moment has fired."""
    return replace(state, **{_FIRED[moment.kind]: moment.at})


def _moments(
    status: Status, state: DeadlineState, held_at: datetime | None, done_at: datetime | None
) -> Iterator[DeadlineTimer]:
    if deadline_runs(status, held_at):
        times = (state.at_risk_at, state.due_at, state.escalate_at)
        kinds = (TimerKind.AT_RISK, TimerKind.BREACHED, TimerKind.ESCALATED)
        yield from (DeadlineTimer(kind, at) for kind, at in zip(kinds, times, strict=True) if at is not None)
    if (status, Action.CONFIRM) in TABLE and done_at is not None:
        yield DeadlineTimer(TimerKind.VERDICT_REMINDER, done_at + REMIND_AFTER)
        yield DeadlineTimer(TimerKind.AUTO_CONFIRM, done_at + CONFIRM_AFTER)
