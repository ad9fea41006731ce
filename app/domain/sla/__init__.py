"""The deadline: what is promised when a request is accepted, how it is counted, what moves it and which events follow.

Dated examples are in ``docs/deadlines.md``.
"""

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.change import Pause, after_pauses, recategorised
from app.domain.sla.counting import Counted
from app.domain.sla.days import CalendarError, MovedDay, Window, YearDays
from app.domain.sla.deadline import DeadlineState, extended, resumed, with_past_fired
from app.domain.sla.policy import NoPolicy, SlaPolicy, policy_for
from app.domain.sla.promise import Promise, Terms, check_new_policy, promise
from app.domain.sla.punctuality import Punctuality, punctuality_of
from app.domain.sla.round_the_clock import extended_due_at, resumed_due_at
from app.domain.sla.timer import DeadlineTimer, TimerKind, after_firing, has_fired, next_timer

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
    "after_firing",
    "after_pauses",
    "check_new_policy",
    "extended",
    "extended_due_at",
    "has_fired",
    "next_timer",
    "policy_for",
    "promise",
    "punctuality_of",
    "recategorised",
    "resumed",
    "resumed_due_at",
    "with_past_fired",
]
