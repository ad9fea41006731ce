"""Firing of timers: a deadline at risk, breached or escalated; a reminder of the verdict; confirmation by silence.

Each is an event like every other step, written in one transaction with the request's new version. Several processes
may fire at once: the row is locked, and it stores which timers have fired, so each fires exactly once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.commands.context import CommandContext
from app.domain.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.escalation import Superiors, escalation_levels
from app.domain.events import Event, EventKind
from app.domain.lifecycle import Action, rule_for
from app.domain.service_request import ServiceRequest
from app.domain.sla import DeadlineTimer, TimerKind, fired
from app.domain.topics import account_topic, alert_topic, topics_of
from app.events.log import append_many
from app.models.coauthors import coauthors_of
from app.models.database import transaction
from app.models.due_requests import lock_due_requests, update_fired_requests
from app.models.followers import followers_of
from app.models.superiors import superiors_of

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
        recipients = await _recipients(steps)
        afters = [_after(before, timer, now) for before, timer in steps]
        await update_fired_requests(afters)
        await append_many(
            [
                _event(before, after, timer, recipients[before.id])
                for (before, timer), after in zip(steps, afters, strict=True)
            ]
        )
    await context.signals.wake_sequencer()
    return Fired(len(steps), max((now - timer.at).total_seconds() for _, timer in steps))


def _after(before: ServiceRequest, timer: DeadlineTimer, now: datetime) -> ServiceRequest:
    changes: dict[str, Any] = asdict(fired(before.deadline, timer))
    if timer.kind is TimerKind.AUTO_CONFIRM:
        # The same transition as the author's confirmation, without a rating.
        target = rule_for(before.status, Action.CONFIRM).target
        changes |= {"status": target, "confirmed_at": now, "closed_at": now}
    return before.evolve(now, **changes)


def _event(before: ServiceRequest, after: ServiceRequest, timer: DeadlineTimer, recipients: Iterable[UUID]) -> Event:
    topics = list(topics_of(before, after, ()))
    if timer.kind in _ALERTS:
        topics.append(alert_topic(after.city_id))
    topics += sorted(account_topic(account) for account in recipients)
    return Event(
        kind=_KINDS[timer.kind],
        at=after.updated_at,
        actor_id=None,
        actor_role=None,
        from_status=before.status,
        moment_at=timer.at,
        topics=tuple(topics),
        request=after,
    )


async def _recipients(steps: Sequence[tuple[ServiceRequest, DeadlineTimer]]) -> dict[UUID, set[UUID]]:
    """Return the recipients of each step, by the id of the request."""
    requests = [request for request, _ in steps]
    ids = [request.id for request in requests]
    followers = await followers_of(ids)
    superiors = await superiors_of(requests)
    sent = await coauthors_of(ids)
    return {
        request.id: _recipients_of(
            request,
            timer,
            followers.get(request.id, frozenset()),
            superiors[request.id, request.version],
            sent.get(request.id),
        )
        for request, timer in steps
    }


def _recipients_of(
    request: ServiceRequest,
    timer: DeadlineTimer,
    followers: frozenset[UUID],
    superiors: Superiors,
    sent: CoAuthors | None,
) -> set[UUID]:
    """Return staff by their escalation levels, citizens for a breach, and those who owe an answer for a reminder."""
    author = frozenset({request.author_id} - {None})
    executor = frozenset({request.executor_id} - {None})
    escalation = {account for account, _ in escalation_levels(_KINDS[timer.kind], request.executor_id, superiors)}
    also = {
        TimerKind.AT_RISK: frozenset(),
        TimerKind.BREACHED: author | followers,
        TimerKind.ESCALATED: frozenset(),
        # A co-author who unfollowed gets no reminder, but keeps the vote.
        TimerKind.VERDICT_REMINDER: author | ((sent or NO_COAUTHORS).waiting & followers),
        TimerKind.AUTO_CONFIRM: author | executor | followers,
    }
    return {account for account in escalation | also[timer.kind] if account is not None}
