"""Deadline timers: the next event of a service request that time alone brings about.

Law 1: AT_RISK, BREACHED and ESCALATED fire only while work is owed and the deadline is not paused.
Law 2: VERDICT_REMINDER and CLOSE_UNANSWERED fire only while the author's answer is awaited, ASK_AGAIN only after a
       closing without one; all are counted from the completion. A dispute and another completion begin a new round, in
       which they may fire again.
Law 3: each fires at most once for its time. One that a pause or an extension moves into the future may fire again; see
       ``deadline.py``.
Law 4: none is skipped. Those that were missed fire at once, the earliest first, the risk before the breach.

The breach fires at the deadline itself; work completed at that very time is still on time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.requests.lifecycle import (
    ANSWER_AWAITED,
    ANSWER_WITHIN,
    ASK_AGAIN_AFTER,
    UNANSWERED,
    Status,
    deadline_runs,
)
from app.domain.sla.deadline import DeadlineState

REMIND_AFTER = timedelta(days=3)


class TimerKind(StrEnum):
    """What a timer does, in the order in which timers of the same time fire."""

    AT_RISK = "AT_RISK"
    BREACHED = "BREACHED"
    ESCALATED = "ESCALATED"
    VERDICT_REMINDER = "VERDICT_REMINDER"
    CLOSE_UNANSWERED = "CLOSE_UNANSWERED"
    ASK_AGAIN = "ASK_AGAIN"
    CORRECTION = "CORRECTION"
    """calls a closing by silence of before, which was recorded as a confirmation, what it is"""


@dataclass(frozen=True, slots=True)
class DeadlineTimer:
    """One timer of one request."""

    kind: TimerKind
    at: datetime


_FIRED = {
    TimerKind.AT_RISK: "fired_at_risk_at",
    TimerKind.BREACHED: "fired_breached_at",
    TimerKind.ESCALATED: "fired_escalated_at",
    TimerKind.VERDICT_REMINDER: "fired_reminder_at",
    TimerKind.CLOSE_UNANSWERED: "fired_confirm_at",
    TimerKind.ASK_AGAIN: "fired_again_at",
}
"""The field of ``DeadlineState`` that holds the time of the last timer of each kind that has fired."""


def next_timer(
    status: Status, state: DeadlineState, *, held_at: datetime | None, done_at: datetime | None
) -> DeadlineTimer | None:
    """Return the timer that fires next, even if its time has passed; None while there is none."""
    armed = (timer for timer in _timers(status, state, held_at, done_at) if not has_fired(state, timer))
    # min() keeps the first of equals, and they come in the order of their kinds.
    return min(armed, key=lambda timer: timer.at, default=None)


def has_fired(state: DeadlineState, timer: DeadlineTimer) -> bool:
    """Whether the timer has fired for its present time."""
    last: datetime | None = getattr(state, _FIRED[timer.kind])
    return last == timer.at


def after_firing(state: DeadlineState, timer: DeadlineTimer) -> DeadlineState:
    """Return the state after the timer has fired. A correction fires by what the request is, and leaves no trace."""
    if timer.kind not in _FIRED:
        return state
    return replace(state, **{_FIRED[timer.kind]: timer.at})


def _timers(
    status: Status, state: DeadlineState, held_at: datetime | None, done_at: datetime | None
) -> Iterator[DeadlineTimer]:
    if deadline_runs(status, held_at):
        times = (state.at_risk_at, state.due_at, state.escalate_at)
        kinds = (TimerKind.AT_RISK, TimerKind.BREACHED, TimerKind.ESCALATED)
        yield from (DeadlineTimer(kind, at) for kind, at in zip(kinds, times, strict=True) if at is not None)
    if status in ANSWER_AWAITED and done_at is not None:
        yield DeadlineTimer(TimerKind.VERDICT_REMINDER, done_at + REMIND_AFTER)
        yield DeadlineTimer(TimerKind.CLOSE_UNANSWERED, done_at + ANSWER_WITHIN)
    if status in UNANSWERED and done_at is not None:
        yield DeadlineTimer(TimerKind.ASK_AGAIN, done_at + ASK_AGAIN_AFTER)
