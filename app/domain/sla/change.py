"""Another category, another promise: the new one counts from the beginning, and the old one stays in the history.

Law 1: the new promise counts from the moment the request was accepted: the citizen has waited since then.
Law 2: the pauses that have been move it too, each counted by the new policy. No pause is lost.
Law 3: an extension by the Akimat holds: the new deadline is never before it.
Law 4: what was promised before is kept as it was said, in a ``PromiseChange``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.deadline import DeadlineState, extended, moved, resumed
from app.domain.sla.policy import SlaPolicy
from app.domain.sla.promise import Promise, promise


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that is over."""

    held_at: datetime
    resumed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChange:
    """One promise took the place of another: for the history of the request."""

    at: datetime
    before: Promise
    after: Promise


def recategorised(
    before: Promise,
    state: DeadlineState,
    *,
    policy: SlaPolicy,
    calendar: WorkCalendar,
    at: datetime,
    pauses: Sequence[Pause] = (),
    extended_to: datetime | None = None,
) -> tuple[PromiseChange, DeadlineState]:
    """Return the change of promise and the deadline after it.

    ``pauses`` are those that are over; one that still runs moves the new deadline when it ends. ``extended_to`` is
    the deadline that the Akimat set last, as the pauses since then have moved it.
    """
    after = promise(policy, calendar, before.accepted_at)
    fresh = DeadlineState.of(after)
    for pause in pauses:
        fresh = resumed(fresh, held_at=pause.held_at, resumed_at=pause.resumed_at, policy=policy, calendar=calendar)
    if extended_to is not None and fresh.due_at is not None and extended_to > fresh.due_at:
        fresh = extended(fresh, due_at=extended_to, at=at, policy=policy, calendar=calendar)
    changed = moved(state, due_at=fresh.due_at, at_risk_at=fresh.at_risk_at, escalate_at=fresh.escalate_at, at=at)
    return PromiseChange(at=at, before=before, after=after), changed
