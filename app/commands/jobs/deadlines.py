"""Firing of timers: a deadline at risk, breached or escalated; a reminder of the verdict; closing without an answer
and the one question after it.

Each is an event like every other step, written in one transaction with the request's new version. Several processes
may fire at once: the row is locked, and it stores which timers have fired, so each fires exactly once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from app.commands.context import CommandContext
from app.domain.log.events import Event, EventKind
from app.domain.log.topics import topics_of
from app.domain.notifications.recipients import RelatedAccounts, accounts_in_app, recipients_of
from app.domain.requests.lifecycle import AFTER_SILENCE, ASK_AGAIN_AFTER
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import DeadlineTimer, TimerKind, after_firing
from app.events.log import append_many
from app.models.database import transaction
from app.models.requests.due_requests import lock_due_requests, set_next_moments, update_fired_requests
from app.queries.notifications.recipients import followers_of, related_accounts

log = structlog.get_logger()
BATCH = 500

_KINDS = {
    TimerKind.AT_RISK: EventKind.DEADLINE_AT_RISK,
    TimerKind.BREACHED: EventKind.DEADLINE_BREACHED,
    TimerKind.ESCALATED: EventKind.DEADLINE_ESCALATED,
    TimerKind.VERDICT_REMINDER: EventKind.VERDICT_REMINDED,
    TimerKind.CLOSE_UNANSWERED: EventKind.CLOSED_UNANSWERED,
    TimerKind.ASK_AGAIN: EventKind.VERDICT_ASKED_AGAIN,
    TimerKind.CORRECTION: EventKind.CLOSED_UNANSWERED,
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
        steps = [(before, timer) for before in due if (timer := before.next_timer()) is not None and timer.at <= now]
        if len(steps) < len(due):
            await _correct(due, {before.id for before, _ in steps})
        if not steps:
            return Fired(0, 0.0)
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
    delays = [(now - timer.at).total_seconds() for _, timer in steps if timer.kind is not TimerKind.CORRECTION]
    return Fired(len(steps), max(delays, default=0.0))


async def _correct(due: Sequence[ServiceRequest], with_timer: set[UUID]) -> None:
    """Give requests that were found by the time of a timer that they do not have the time of the one that they have.

    One of them would otherwise keep the timers of all cities from firing.
    """
    mistaken = [request for request in due if request.id not in with_timer]
    log.error("next_moment_mistaken", requests=[str(request.id) for request in mistaken])
    await set_next_moments(mistaken)


def _after(before: ServiceRequest, timer: DeadlineTimer, now: datetime) -> ServiceRequest:
    changes: dict[str, Any] = asdict(after_firing(before.deadline, timer))
    if timer.kind is TimerKind.CLOSE_UNANSWERED:
        changes |= {"status": AFTER_SILENCE, "closed_at": now}
    elif timer.kind is TimerKind.CORRECTION:
        changes |= {"status": AFTER_SILENCE, "confirmed_at": None, "fired_again_at": _asked_long_ago(before, now)}
    return before.evolve(now, **changes)


def _asked_long_ago(before: ServiceRequest, now: datetime) -> datetime | None:
    """Return the time of a last question that is past: it is not asked after an upgrade, about work of long ago."""
    asked_at = before.done_at and before.done_at + ASK_AGAIN_AFTER
    return asked_at if asked_at and asked_at <= now else None


def _event(before: ServiceRequest, after: ServiceRequest, timer: DeadlineTimer, related: RelatedAccounts) -> Event:
    kind = _KINDS[timer.kind]
    # A correction has no recipients: the authors were notified when it was closed.
    has_recipients = timer.kind is not TimerKind.CORRECTION
    recipients = recipients_of(kind, before, after, related, actor_id=None) if has_recipients else ()
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
