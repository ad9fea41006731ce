"""Conditions in SQL that are generated from the tables of statuses and roles."""

from collections.abc import Iterable

from app.domain.accounts.roles import OFFICIAL, Role
from app.domain.figures.period import AGE_DAYS, Period
from app.domain.requests.lifecycle import DEADLINE_RUNS, OPEN, WORK_DONE, Status


def status_in(statuses: Iterable[Status], column: str = "status") -> str:
    """Return a condition such as ``status IN ('ACCEPTED', 'IN_PROGRESS')``."""
    return f"{column} IN ({', '.join(repr(status.value) for status in sorted(statuses))})"


FINISHED_AT = (
    f"CASE WHEN {status_in(WORK_DONE)} THEN coalesce(done_at, closed_at, updated_at)"
    f" WHEN NOT {status_in(OPEN)} THEN coalesce(closed_at, updated_at) END"
)
"""``ServiceRequest.finished_at``."""


def age(now: str) -> str:
    """Return ``domain.figures.period.age_of`` over ``service_request``."""
    # Hours, because a day of a time zone may have 23 of them.
    steps = " ".join(
        f"WHEN {FINISHED_AT} > {now}::timestamptz - interval '{24 * days} hours' THEN {n + 1}"
        for n, days in enumerate(AGE_DAYS)
    )
    return f"CASE WHEN {status_in(OPEN)} THEN 0 {steps} ELSE {len(AGE_DAYS) + 1} END"


def of_period(period: Period, now: str) -> str:
    """Return the condition of ``Period.covers`` over ``service_request``."""
    if period.days is None:
        return "TRUE"
    is_open = status_in(OPEN)
    if not period.days:
        return is_open
    since = f"{now}::timestamptz - interval '{24 * period.days} hours'"
    # Nothing is finished after its last change, by which there are indexes.
    return f"({is_open} OR (updated_at > {since} AND {FINISHED_AT} > {since}))"


DUE_OR_NEVER = "COALESCE(due_at, '9999-01-01T00:00:00Z'::timestamptz)"
"""The deadline, or a time that never comes; as the indexes by deadline have it."""
IS_MARKED_OVERDUE = "fired_breached_at = due_at"
"""That the timer of the present deadline has fired. Other overdue requests have ``next_moment_at`` in the past, or no
timer at all."""
HAS_NO_TIMER = "author_id IS NULL AND due_at IS NOT NULL"
"""That no timer runs for the deadline, because the request was imported and no author waits for it."""


def overdue(now: str) -> str:
    """Return the condition of ``ServiceRequest.is_overdue``; ``now`` is the placeholder of the present time.

    The index of open requests by deadline, ``service_request_city_open_due_first``, has the same expression.
    """
    return f"({status_in(DEADLINE_RUNS)} AND held_at IS NULL AND {DUE_OR_NEVER} < {now})"


def passed_uncounted(now: str) -> str:
    """Return the condition on ``request_state`` of a deadline that has passed by ``now`` and is not counted yet.

    A paused deadline has another status.
    """
    return f"({uncounted()} AND due_at < {now})"


def uncounted() -> str:
    """Return the condition on ``request_state`` of a deadline that runs and is not counted as passed.

    The partial index ``request_state_due`` has the same predicate.
    """
    return f"{status_in(DEADLINE_RUNS)} AND NOT overdue"


def at_risk(now: str) -> str:
    """Return the condition of ``ServiceRequest.is_at_risk``; ``now`` is the placeholder of the present time."""
    running = f"{status_in(DEADLINE_RUNS)} AND held_at IS NULL"
    return f"({running} AND (due_at < {now} OR at_risk_at <= {now}))"


def acted_as_person(event: str) -> str:
    """Return the condition that an event with an actor was no official act; ``event`` is the alias of its table."""
    personal = ", ".join(repr(role.value) for role in Role if role not in OFFICIAL)
    return f"({event}.actor_role IN ({personal}) OR {event}.unapproved)"
