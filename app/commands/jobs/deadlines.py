"""What comes about by time alone: a deadline at risk, breached, escalated; a verdict asked again, and given by silence.

Each is an event like every other step, written in one transaction with the request's new version. Whoever fires,
however often, on however many machines: the row is locked, and the moment stands in it as fired or does not.
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
from app.domain.service_request import FIELDS, ServiceRequest
from app.domain.sla import DeadlineTimer, TimerKind, fired
from app.domain.topics import topics_of
from app.events.log import append_many
from app.models.database import rows, transaction
from app.queries.recipients import followers_of, related_accounts

BATCH = 500

_DUE = (
    f"SELECT {', '.join(FIELDS)} FROM service_request WHERE next_moment_at <= $1"  # noqa: S608 - names of columns only
    " ORDER BY next_moment_at LIMIT $2 FOR UPDATE SKIP LOCKED"
)
_WRITTEN = (
    "status",
    "version",
    "updated_at",
    "confirmed_at",
    "closed_at",
    "fired_at_risk_at",
    "fired_breached_at",
    "fired_escalated_at",
    "fired_reminder_at",
    "fired_confirm_at",
)
_TYPES = ("text", "int") + ("timestamptz",) * 9
_UPDATE = (
    f"UPDATE service_request SET {', '.join(f'{name} = t.{name}' for name in (*_WRITTEN, 'next_moment_at'))}"  # noqa: S608 - names of columns only
    f" FROM unnest($1::uuid[], {', '.join(f'${n + 2}::{kind}[]' for n, kind in enumerate(_TYPES))})"
    f" AS t(id, {', '.join(_WRITTEN)}, next_moment_at) WHERE service_request.id = t.id"
)

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
    """What one round did."""

    count: int
    latest_seconds: float
    """The largest delay between a moment and its firing."""


async def fire_due(context: CommandContext, limit: int = BATCH) -> Fired:
    """Fire the moments that have come, the earliest first, at most ``limit``; each request at most once a round."""
    return await context.run_to_completion(_fire_due(context, limit))


async def _fire_due(context: CommandContext, limit: int) -> Fired:
    now = context.clock.now()
    async with transaction():
        due = [ServiceRequest.from_columns(found) for found in await rows(_DUE, now, limit)]
        if not due:
            return Fired(0, 0.0)
        steps = [(before, moment) for before in due if (moment := before.next_timer()) is not None]
        if len(steps) < len(due):
            raise RuntimeError("a request waits for a moment that it does not have: next_moment_at is wrong")
        afters = [_after(before, moment, now) for before, moment in steps]
        related = await _related(steps, afters)
        await _write(afters)
        await append_many(
            [
                _event(before, after, moment, related[after.id, after.version])
                for (before, moment), after in zip(steps, afters, strict=True)
            ]
        )
    await context.signals.wake_sequencer()
    return Fired(len(steps), max(((now - moment.at).total_seconds() for _, moment in steps), default=0.0))


async def next_moment_at() -> datetime | None:
    """Return when the next moment of any request comes; None while none does."""
    found = await rows("SELECT min(next_moment_at) AS at FROM service_request WHERE next_moment_at IS NOT NULL")
    at: datetime | None = found[0]["at"]
    return at


def _after(before: ServiceRequest, moment: DeadlineTimer, now: datetime) -> ServiceRequest:
    changes: dict[str, Any] = asdict(fired(before.deadline, moment))
    if moment.kind is TimerKind.AUTO_CONFIRM:
        # Silence is consent: the same arrow as the author's own confirmation, without a rating.
        target = rule_for(before.status, Action.CONFIRM).target
        changes |= {"status": target, "confirmed_at": now, "closed_at": now}
    return before.evolve(now, **changes)


def _event(before: ServiceRequest, after: ServiceRequest, moment: DeadlineTimer, related: RelatedAccounts) -> Event:
    kind = _KINDS[moment.kind]
    recipients = recipients_of(kind, before, after, related, actor_id=None)
    return Event(
        kind=kind,
        at=after.updated_at,
        actor_id=None,
        actor_role=None,
        from_status=before.status,
        moment_at=moment.at,
        topics=topics_of(before, after, accounts_in_app(recipients), is_alert=moment.kind in _ALERTS),
        recipients=recipients,
        request=after,
    )


async def _related(
    steps: Sequence[tuple[ServiceRequest, DeadlineTimer]], afters: Sequence[ServiceRequest]
) -> dict[tuple[UUID, int], RelatedAccounts]:
    followers = await followers_of(after.id for after in afters)
    kinds = [_KINDS[moment.kind] for _, moment in steps]
    return await related_accounts(list(zip(kinds, afters, strict=True)), followers)


async def _write(afters: Sequence[ServiceRequest]) -> None:
    columns: list[list[Any]] = [[getattr(after, name) for after in afters] for name in ("id", *_WRITTEN)]
    columns[1] = [status.value for status in columns[1]]
    columns.append([after.next_moment_at for after in afters])
    await rows(_UPDATE, *columns)
