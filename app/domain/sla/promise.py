"""The promise that is made when a service request is accepted. It never changes; another promise may replace it."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.counting import Counted, counting_of
from app.domain.sla.policy import SlaPolicy


@dataclass(frozen=True, slots=True)
class Terms:
    """The promise as the page shows it: a number of hours, or of working hours."""

    hours: float
    counted: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised, by which policy, and the three times that follow from it, in UTC."""

    policy_id: str
    policy_version: int
    terms: Terms
    accepted_at: datetime
    at_risk_at: datetime
    due_at: datetime
    escalate_at: datetime


def promise(policy: SlaPolicy, calendar: WorkCalendar, accepted_at: datetime) -> Promise:
    """Return what the policy promises for a request accepted at this time.

    Raises:
        CalendarError: the deadline lies in a year that the calendar does not know.
    """
    counting = counting_of(policy.counted, calendar)
    due_at = counting.add(accepted_at, policy.period)
    return Promise(
        policy_id=policy.id,
        policy_version=policy.version,
        terms=Terms(policy.hours, policy.counted),
        accepted_at=accepted_at,
        at_risk_at=counting.add(accepted_at, policy.period * policy.at_risk_share),
        due_at=due_at,
        escalate_at=counting.add(due_at, policy.period * policy.escalate_after_share),
    )
