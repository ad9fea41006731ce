"""What the author does after sending: the last word, or taking the request back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.desk import Desk
from app.commands.evidence import PhotoStep
from app.commands.intake import Picture
from app.commands.photos import take_with_photos
from app.commands.step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import Action
from app.domain.photos import PhotoKind
from app.domain.service_request import ServiceRequest
from app.domain.texts import clean_text, optional_text
from app.errors import Conflict, InvalidInput


async def confirm(
    desk: Desk,
    viewer: Viewer | None,
    request_id: UUID,
    rating: int,
    note: str | None = None,
    *,
    done_at: datetime | None = None,
) -> ServiceRequest:
    """Confirm that it is fixed, with a rating from 1 to 5.

    ``done_at`` says which "done" is meant, for whoever was asked some time ago.

    Raises:
        Conflict: it was done again meanwhile.
    """
    if not 1 <= rating <= 5:
        raise InvalidInput("rating", f"rating: expected 1 to 5, got {rating}")

    def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        _check_done(before, done_at)
        return {"rating": rating, "confirmed_at": now, "closed_at": now}

    step = Step(
        action=Action.CONFIRM,
        kind=EventKind.WORK_CONFIRMED,
        change=change,
        note=optional_text("note", note, limit=1000),
    )
    return await take(desk, viewer, request_id, step)


async def dispute(
    desk: Desk,
    viewer: Viewer | None,
    request_id: UUID,
    reason: str,
    *,
    done_at: datetime | None = None,
    photos: Sequence[Picture] = (),
) -> ServiceRequest:
    """Say that it is not fixed: back to work, on the same clock. ``done_at`` as in ``confirm``."""

    def change(before: ServiceRequest, _: datetime) -> dict[str, Any]:
        _check_done(before, done_at)
        return {"done_at": None}

    step = Step(
        action=Action.DISPUTE,
        kind=EventKind.WORK_DISPUTED,
        change=change,
        reason=clean_text("reason", reason, limit=1000),
        photos=PhotoStep(PhotoKind.REPORT),
    )
    return await take_with_photos(desk, viewer, request_id, step, photos)


async def withdraw(desk: Desk, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Take one's own request back before anybody works on it."""
    step = Step(action=Action.WITHDRAW, kind=EventKind.WITHDRAWN, change=lambda _, now: {"closed_at": now})
    return await take(desk, viewer, request_id, step)


def _check_done(before: ServiceRequest, done_at: datetime | None) -> None:
    if done_at is not None and before.done_at != done_at:
        raise Conflict("the work was done again meanwhile; the question is a new one", id=str(before.id))
