"""Rejecting a request, by the Akimat."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import Action
from app.domain.reasons import RejectReason
from app.domain.service_request import ServiceRequest
from app.domain.text_limits import NOTE
from app.domain.texts import optional_text


async def reject(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: RejectReason, note: str | None = None
) -> ServiceRequest:
    """Close the request without work, for a reason from the list; ``note`` has at most 1,000 characters."""
    step = Step(
        action=Action.REJECT,
        kind=EventKind.REJECTED,
        change=lambda _, now: {"closed_at": now},
        reason=reason.value,
        note=optional_text("note", note, limit=NOTE),
    )
    return await take(context, viewer, request_id, step)
