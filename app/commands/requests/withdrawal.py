"""Withdrawing a request, by its author."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._merged import notify_merged
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest


async def withdraw(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Close one's own request before work on it begins. Sent twice under one ``step_id``, it is taken once."""
    step = Step(
        id=step_id,
        action=Action.WITHDRAW,
        kind=EventKind.WITHDRAWN,
        change=lambda _, now: {"closed_at": now},
        then=notify_merged,
    )
    return await take(context, viewer, request_id, step)
