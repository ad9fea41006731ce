"""What the Akimat decides about a request: who does it, by when, or that it will not be done."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests.step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import DROPPED, Action
from app.domain.reasons import RejectReason
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.domain.sla import extended, extended_due_at
from app.domain.texts import clean_text, optional_text
from app.errors import InvalidInput
from app.models.database import row, rows
from app.queries.policies import calendar_of_city, policy_of

_FURTHEST = timedelta(days=3653)


async def assign(context: CommandContext, viewer: Viewer | None, request_id: UUID, executor_id: UUID) -> ServiceRequest:
    """Give the request to an approved executor of its city, or to another one than before.

    Categories say what an executor takes without being asked; the Akimat may ask for anything.
    """

    async def change(before: ServiceRequest, _: datetime) -> dict[str, Any]:
        executor = await row(
            "SELECT 1 FROM account WHERE id = $1 AND role = $2 AND city_id = $3"
            " AND approved_at IS NOT NULL AND blocked_at IS NULL",
            executor_id,
            Role.EXECUTOR.value,
            before.city_id,
        )
        if executor is None:
            raise InvalidInput("executorId", "executorId: expected an approved executor of this city")
        return {"executor_id": executor_id}

    return await take(context, viewer, request_id, Step(action=Action.ASSIGN, kind=EventKind.ASSIGNED, change=change))


async def reject(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: RejectReason, note: str | None = None
) -> ServiceRequest:
    """Refuse the request for a reason from the list."""
    step = Step(
        action=Action.REJECT,
        kind=EventKind.REJECTED,
        change=lambda _, now: {"closed_at": now},
        reason=reason.value,
        note=optional_text("note", note, limit=1000),
    )
    return await take(context, viewer, request_id, step)


async def merge(context: CommandContext, viewer: Viewer | None, request_id: UUID, into_id: UUID) -> ServiceRequest:
    """Say that the request repeats another one of the city: its author and followers follow that one from now on.

    The author keeps a say over the work there: see ``domain.coauthors``.
    """

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _check_target(before, into_id)
        await rows(
            "INSERT INTO follow (account_id, request_id, created_at)"
            " SELECT account_id, $2::uuid, $3::timestamptz FROM follow WHERE request_id = $1"
            " UNION SELECT $4::uuid, $2::uuid, $3::timestamptz WHERE $4::uuid IS NOT NULL"
            " ON CONFLICT (request_id, account_id) DO NOTHING",
            before.id,
            into_id,
            now,
            before.author_id,
        )
        return {"merged_into": into_id, "closed_at": now}

    return await take(context, viewer, request_id, Step(action=Action.MERGE, kind=EventKind.MERGED, change=change))


async def _check_target(before: ServiceRequest, into_id: UUID) -> None:
    # Two merges at once could otherwise point at each other: the target is locked until this one is written.
    target = await row("SELECT city_id, status FROM service_request WHERE id = $1 FOR SHARE", into_id)
    if target is None or target["city_id"] != before.city_id or into_id == before.id:
        raise InvalidInput("intoId", "intoId: expected another service request of the same city")
    if target["status"] in DROPPED:
        raise InvalidInput("intoId", f"intoId: expected a request that lives, but that one is {target['status']}")


async def extend(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, due_at: datetime, reason: str
) -> ServiceRequest:
    """Move the deadline to a later moment, with a reason that everybody can read."""
    words = clean_text("reason", reason, limit=1000)
    if due_at.tzinfo is not None and due_at - context.clock.now() > _FURTHEST:
        # A deadline at the end of time could not be moved by a pause any more.
        raise InvalidInput("dueAt", "dueAt: expected a time within the next ten years")

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        policy = await policy_of(before)
        if policy is None:
            return {"due_at": extended_due_at(before, due_at)}
        calendar = await calendar_of_city(before.city_id)
        return asdict(extended(before.deadline, due_at=due_at, at=now, policy=policy, calendar=calendar))

    step = Step(action=Action.EXTEND, kind=EventKind.DEADLINE_EXTENDED, change=change, reason=words)
    return await take(context, viewer, request_id, step)
