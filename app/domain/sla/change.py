"""A change of category: the promise of the new category counts from the beginning; the old one stays in the history.

Law 1: the new promise counts from the time the request was accepted: the citizen has waited since then.
Law 2: earlier pauses move it too, each counted by the new policy. No pause is lost.
Law 3: an extension by the Akimat holds: the new deadline is never before it.
Law 4: a breach of the old promise that is also one of the new promise is not reported again.
Law 5: where the change itself puts the deadline into the past, only the breach is reported, not the risk.

The event of the change keeps the old promise as ``FormerPromise``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.sla.calendar import WorkCalendar
from app.domain.sla.counting import counting_of
from app.domain.sla.deadline import DeadlineState, extended, moved, resumed, with_past_fired
from app.domain.sla.policy import SlaPolicy
from app.domain.sla.promise import Promise, promise


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that is over."""

    held_at: datetime
    resumed_at: datetime


def recategorised(
    state: DeadlineState,
    *,
    accepted_at: datetime,
    policy: SlaPolicy,
    calendar: WorkCalendar,
    at: datetime,
    pauses: Sequence[Pause] = (),
    extended_to: datetime | None = None,
) -> tuple[Promise, DeadlineState]:
    """Return the new promise and the deadline after it.

    ``pauses`` are those that are over; one that still runs moves the new deadline when it ends. ``extended_to`` is
    the deadline that the Akimat set last, as ``after_pauses`` gives it.
    """
    promised = promise(policy, calendar, accepted_at)
    fresh = DeadlineState.of(promised)
    for pause in pauses:
        fresh = resumed(fresh, held_at=pause.held_at, resumed_at=pause.resumed_at, policy=policy, calendar=calendar)
    if extended_to is not None and fresh.due_at is not None and extended_to > fresh.due_at:
        # From the promise itself: pauses may have left its later times behind a deadline that had passed.
        fresh = extended(DeadlineState.of(promised), due_at=extended_to, at=at, policy=policy, calendar=calendar)
    changed = moved(state, due_at=fresh.due_at, at_risk_at=fresh.at_risk_at, escalate_at=fresh.escalate_at, at=at)
    if fresh.due_at is not None and fresh.due_at <= at and (state.due_at is None or state.due_at > at):
        changed = replace(changed, fired_at_risk_at=with_past_fired(changed, at).fired_at_risk_at)
    return promised, changed


def after_pauses(due_at: datetime, pauses: Iterable[tuple[Pause, SlaPolicy]], calendar: WorkCalendar) -> datetime:
    """Return the deadline after pauses that ended after it was set, each counted by the policy of its time."""
    for pause, policy in pauses:
        counting = counting_of(policy.counted, calendar)
        due_at = counting.add(due_at, counting.between(pause.held_at, pause.resumed_at))
    return due_at
