"""The deadline: what is promised when a request is accepted, how it is counted, what moves it and what comes of it.

The whole story, with dated examples, is ``docs/deadlines.md``.
"""

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.change import Pause, after_pauses, recategorised
from app.domain.sla.counting import Counted
from app.domain.sla.days import CalendarError, MovedDay, Window, YearDays
from app.domain.sla.deadline import DeadlineState, extended, resumed, settled
from app.domain.sla.policy import NoPolicy, SlaPolicy, policy_for
from app.domain.sla.promise import Promise, Terms, promise
from app.domain.sla.punctuality import Punctuality, kept
from app.domain.sla.round_the_clock import due_at, extended_due_at, resumed_due_at
from app.domain.sla.timer import DeadlineTimer, TimerKind, fired, has_fired, next_timer

__all__ = [
    "CalendarError",
    "Counted",
    "DeadlineState",
    "DeadlineTimer",
    "MovedDay",
    "NoPolicy",
    "Pause",
    "Promise",
    "Punctuality",
    "SlaPolicy",
    "Terms",
    "TimerKind",
    "Window",
    "WorkCalendar",
    "YearDays",
    "after_pauses",
    "due_at",
    "extended",
    "extended_due_at",
    "fired",
    "has_fired",
    "kept",
    "next_timer",
    "policy_for",
    "promise",
    "recategorised",
    "resumed",
    "resumed_due_at",
    "settled",
]
