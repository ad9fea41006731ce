"""Firing of timers: a deadline at risk, breached or escalated; a reminder of the verdict; confirmation by silence.

Each is an event like every other step, written in one transaction with the request's new version. Several processes
may fire at once: the row is locked, and it stores which timers have fired, so each fires exactly once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.context import CommandContext
from app.domain.events import Event, EventKind
from app.domain.lifecycle import Action, rule_for
from app.domain.recipients import RelatedAccounts, accounts_in_app, recipients_of
from app.domain.service_request import ServiceRequest
from app.domain.sla import DeadlineTimer, TimerKind, after_firing
from app.domain.topics import topics_of
from app.events.log import append_many
from app.models.database import transaction
from app.models.due_requests import lock_due_requests, update_fired_requests
from app.queries.recipients import followers_of, related_accounts

BATCH = 500

_KINDS = {
    TimerKind.AT_RISK: EventKind.DEADLINE_AT_RISK,
    TimerKind.BREACHED: EventKind.DEADLINE_BREACHED,
    TimerKind.ESCALATED: EventKind.DEADLINE_ESCALATED,
    TimerKind.VERDICT_REMINDER: EventKind.VERDICT_REMINDED,
    TimerKind.AUTO_CONFIRM: EventKind.WORK_CONFIRMED,
}
_ALERTS = frozenset({TimerKind.AT_RISK, TimerKind.BREACHED, TimerKind.ESCALATED})


@dataclass(frozen=True, slots=True)
class Fired:
    """The result of one round."""

    count: int
    latest_seconds: float
    """The largest delay between the time of a timer and its firing."""


async def fire_due(context: CommandContext, limit: int = BATCH) -> Fired:
    """Fire due timers, the earliest first, at most ``limit``, and at most one of each request; return how many."""
    return await context.run_to_completion(_fire_due(context, limit))


async def _fire_due(context: CommandContext, limit: int) -> Fired:
    now = context.clock.now()
    async with transaction():
        due = await lock_due_requests(now, limit)
        if not due:
            return Fired(0, 0.0)
        steps = [(before, timer) for before in due if (timer := before.next_timer()) is not None]
        if len(steps) < len(due):
            raise RuntimeError("next_moment_at is set on a request without a timer")
        afters = [_after(before, timer, now) for before, timer in steps]
        related = await _related(steps, afters)
        await update_fired_requests(afters)
        await append_many(
            [
                _event(before, after, timer, related[after.id, after.version])
                for (before, timer), after in zip(steps, afters, strict=True)
            ]
        )
    await context.signals.wake_sequencer()
    return Fired(len(steps), max((now - timer.at).total_seconds() for _, timer in steps))


def _after(before: ServiceRequest, timer: DeadlineTimer, now: datetime) -> ServiceRequest:
    changes: dict[str, Any] = asdict(after_firing(before.deadline, timer))
    if timer.kind is TimerKind.AUTO_CONFIRM:
        # The same transition as the author's confirmation, without a rating.
        target = rule_for(before.status, Action.CONFIRM).target
        changes |= {"status": target, "confirmed_at": now, "closed_at": now}
    return before.evolve(now, **changes)


def _event(before: ServiceRequest, after: ServiceRequest, timer: DeadlineTimer, related: RelatedAccounts) -> Event:
    kind = _KINDS[timer.kind]
    recipients = recipients_of(kind, before, after, related, actor_id=None)
    return Event(
        kind=kind,
        at=after.updated_at,
        actor_id=None,
        actor_role=None,
        from_status=before.status,
        moment_at=timer.at,
        topics=topics_of(before, after, accounts_in_app(recipients), is_alert=timer.kind in _ALERTS),
        recipients=recipients,
        request=after,
    )


async def _related(
    steps: Sequence[tuple[ServiceRequest, DeadlineTimer]], afters: Sequence[ServiceRequest]
) -> dict[tuple[UUID, int], RelatedAccounts]:
    followers = await followers_of(after.id for after in afters)
    kinds = [_KINDS[timer.kind] for _, timer in steps]
    return await related_accounts(list(zip(kinds, afters, strict=True)), followers)
