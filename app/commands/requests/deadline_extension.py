"""Extending the deadline of a request, by the Akimat."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import extended, extended_due_at
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.errors import InvalidInput
from app.queries.cities.policies import calendar_of_city, policy_of

_FURTHEST = timedelta(days=3653)


async def extend(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    due_at: datetime,
    reason: str,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Move the deadline to a later time, with a public reason of at most 1,000 characters.

    Sent twice under one ``step_id``, it is taken once.

    Raises:
        InvalidInput: the time is earlier than the deadline, or more than ten years away.
    """
    text = clean_text("reason", reason, limit=REASON)
    if due_at.tzinfo is not None and due_at - context.clock.now() > _FURTHEST:
        # Near the year 9999 a later pause would overflow the date.
        raise InvalidInput("dueAt", "dueAt: expected a time within the next ten years")

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        policy = await policy_of(before)
        if policy is None:
            return {"due_at": extended_due_at(before, due_at)}
        calendar = await calendar_of_city(before.city_id)
        return asdict(extended(before.deadline, due_at=due_at, at=now, policy=policy, calendar=calendar))

    step = Step(
        id=step_id,
        action=Action.EXTEND,
        kind=EventKind.DEADLINE_EXTENDED,
        change=change,
        reason=text,
        choice=("due_at", due_at),
    )
    return await take(context, viewer, request_id, step)
