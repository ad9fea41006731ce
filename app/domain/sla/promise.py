"""The promise that is made when a service request is accepted. It never changes; another promise may replace it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.sla.calendar import HORIZON, WorkCalendar
from app.domain.sla.counting import Counted, Counting, counting_of
from app.domain.sla.days import TooLong
from app.domain.sla.policy import SlaPolicy
from app.errors import InvalidInput

LEAST_HOURS = 1 / 3600
"""One second: a demonstration may want to see a deadline pass; anything shorter is a mistake of typing."""
LEAST_SHARE = 0.01


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

    A policy that was stored before ``check_new_policy`` existed may promise more than the calendar counts. Its time
    ends with the horizon of the calendar then: an error here would stop every submission of the category.

    Raises:
        CalendarError: the deadline lies in a year that the calendar does not know.
    """
    counting = counting_of(policy.counted, calendar)
    due_at = _count(counting, accepted_at, policy.period)
    return Promise(
        policy_id=policy.id,
        policy_version=policy.version,
        terms=Terms(policy.hours, policy.counted),
        accepted_at=accepted_at,
        at_risk_at=_count(counting, accepted_at, policy.period * policy.at_risk_share),
        due_at=due_at,
        escalate_at=_count(counting, due_at, policy.period * policy.escalate_after_share),
    )


def check_new_policy(policy: SlaPolicy, calendar: WorkCalendar, now: datetime) -> None:
    """Accept a policy that a city may set from now on.

    Raises:
        InvalidInput: names the field: hours, atRiskShare or escalateAfterShare. The time is too short to act in, or
            longer than the calendar of the city counts.
    """
    if policy.hours < LEAST_HOURS:
        raise InvalidInput("hours", f"hours: expected at least {LEAST_HOURS:g}, got {policy.hours:g}")
    for field, share in (("atRiskShare", policy.at_risk_share), ("escalateAfterShare", policy.escalate_after_share)):
        if share < LEAST_SHARE:
            raise InvalidInput(field, f"{field}: expected at least {LEAST_SHARE:g}, got {share:g}")
    counting = counting_of(policy.counted, calendar)
    for field, hours in (("hours", policy.hours), ("escalateAfterShare", policy.hours * policy.escalate_after_share)):
        most = _most_hours(counting, now)
        if hours > most:
            counted = "working hours" if policy.counted is Counted.WORKING_HOURS else "hours"
            got = f"{hours:g}" if field == "hours" else f"{policy.escalate_after_share:g} times {policy.hours:g} hours"
            raise InvalidInput(field, f"{field}: expected at most {most:g} {counted}, nine years, got {got}")


def _most_hours(counting: Counting, now: datetime) -> float:
    """Return the hours that count in nine years: one less than the calendar counts, because years differ."""
    return counting.between(now, now + HORIZON * 0.9) // timedelta(hours=1)


def _count(counting: Counting, start: datetime, time: timedelta) -> datetime:
    try:
        return counting.add(start, time)
    except TooLong:
        return start + HORIZON
