"""What the author does after sending: the last word, or taking the request back."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.desk import Desk
from app.commands.step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import Action
from app.domain.service_request import ServiceRequest
from app.domain.texts import clean_text, optional_text
from app.errors import InvalidInput


async def confirm(
    desk: Desk, viewer: Viewer | None, request_id: UUID, rating: int, note: str | None = None
) -> ServiceRequest:
    """Confirm that it is fixed, with a rating from 1 to 5."""
    if not 1 <= rating <= 5:
        raise InvalidInput("rating", f"rating: expected 1 to 5, got {rating}")
    step = Step(
        action=Action.CONFIRM,
        kind=EventKind.WORK_CONFIRMED,
        change=lambda _, now: {"rating": rating, "confirmed_at": now, "closed_at": now},
        note=optional_text("note", note, limit=1000),
    )
    return await take(desk, viewer, request_id, step)


async def dispute(desk: Desk, viewer: Viewer | None, request_id: UUID, reason: str) -> ServiceRequest:
    """Say that it is not fixed: back to work, on the same clock."""
    step = Step(
        action=Action.DISPUTE,
        kind=EventKind.WORK_DISPUTED,
        change=lambda _, __: {"done_at": None},
        reason=clean_text("reason", reason, limit=1000),
    )
    return await take(desk, viewer, request_id, step)


async def withdraw(desk: Desk, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Take one's own request back before anybody works on it."""
    step = Step(action=Action.WITHDRAW, kind=EventKind.WITHDRAWN, change=lambda _, now: {"closed_at": now})
    return await take(desk, viewer, request_id, step)
