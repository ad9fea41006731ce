"""Confirming or disputing completed work, by the author and the co-authors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture
from app.commands.requests._evidence import StepPhotos
from app.commands.requests._photo_step import take_with_photos
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.moments import is_same_moment
from app.domain.notifications.letters import Answer
from app.domain.photos.photo import PhotoKind
from app.domain.requests.lifecycle import ASK_AGAIN_AFTER, UNANSWERED, Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import NOTE, REASON
from app.domain.text.texts import clean_text, optional_text
from app.errors import Conflict, InvalidInput
from app.models.requests.votes import Vote, save_vote


async def confirm(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    rating: int,
    note: str | None = None,
    *,
    done_at: datetime | None = None,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Confirm that the problem is fixed, with a rating from 1 to 5.

    The author's confirmation closes the request; a co-author's is stored as an advisory vote, see
    ``domain.requests.coauthors``. ``done_at`` names the completion that the person was asked about. Sent twice under
    one ``step_id``, it is taken once.

    Raises:
        Conflict: the work was completed again since then, or this person has confirmed already.
    """
    if not 1 <= rating <= 5:
        raise InvalidInput("rating", f"rating: expected 1 to 5, got {rating}")

    vote = Vote(require(viewer, "confirmWork").account_id, Answer.CONFIRM, rating=rating)

    async def close(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _vote(before, now, vote, done_at)
        return {"rating": rating, "confirmed_at": now, "closed_at": now, **answer_changes(before)}

    async def store_vote(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _vote(before, now, vote, done_at)
        return {}

    text = optional_text("note", note, limit=NOTE)
    advisory = Step(id=step_id, action=Action.CONFIRM, kind=EventKind.CONFIRMATION_ADDED, change=store_vote, note=text)
    step = Step(
        id=step_id,
        action=Action.CONFIRM,
        kind=EventKind.WORK_CONFIRMED,
        change=close,
        note=text,
        choice=("rating", rating),
        advisory=advisory,
    )
    return await take(context, viewer, request_id, step)


async def dispute(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    reason: str,
    *,
    done_at: datetime | None = None,
    photos: Sequence[Picture] = (),
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Send the request back to work on the same deadline. ``done_at``, ``step_id`` and errors as in ``confirm``."""
    text = clean_text("reason", reason, limit=REASON)
    vote = Vote(require(viewer, "disputeWork").account_id, Answer.DISPUTE, reason=text)

    async def reopen(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _vote(before, now, vote, done_at)
        return {"done_at": None, "closed_at": None}

    step = Step(
        id=step_id,
        action=Action.DISPUTE,
        kind=EventKind.WORK_DISPUTED,
        change=reopen,
        reason=text,
        photos=StepPhotos(PhotoKind.REPORT),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)


def answer_changes(before: ServiceRequest) -> dict[str, Any]:
    """Return what changes because an author has answered: the one question after a silence is not asked any more."""
    if before.status not in UNANSWERED or before.done_at is None:
        return {}
    return {"fired_again_at": before.done_at + ASK_AGAIN_AFTER}


async def _vote(before: ServiceRequest, now: datetime, vote: Vote, done_at: datetime | None) -> None:
    """Store the vote on the latest completion, in the transaction of the step."""
    if done_at is not None and (before.done_at is None or not is_same_moment(before.done_at, done_at)):
        raise Conflict("the work was done again meanwhile; the question is a new one", id=str(before.id))
    if not await save_vote(before.id, vote, now):
        raise Conflict("you have said so already; the others are still asked", id=str(before.id))
