"""What authors do after sending: their word about the work, or taking the request back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture
from app.commands.photos.step_photos import take_with_photos
from app.commands.requests.evidence import PhotoStep
from app.commands.requests.step import Step, take
from app.domain.events import EventKind
from app.domain.letters import Answer
from app.domain.lifecycle import Action
from app.domain.photos import PhotoKind
from app.domain.service_request import ServiceRequest
from app.domain.texts import clean_text, optional_text
from app.errors import Conflict, InvalidInput
from app.models.database import rows
from app.models.identity import new_id

_SAY = """
    INSERT INTO verdict (id, request_id, account_id, round, answer, rating, reason, at)
    SELECT $1, $2, $3, (SELECT count(*) FROM event WHERE request_id = $2 AND kind = 'WORK_COMPLETED'), $4, $5, $6, $7
    ON CONFLICT (request_id, account_id, round)
    DO UPDATE SET answer = excluded.answer, rating = excluded.rating, reason = excluded.reason, at = excluded.at
    WHERE verdict.answer <> excluded.answer RETURNING id
"""


async def confirm(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    rating: int,
    note: str | None = None,
    *,
    done_at: datetime | None = None,
) -> ServiceRequest:
    """Confirm that it is fixed, with a rating from 1 to 5.

    The author settles it; a co-author's word is kept, see ``domain.coauthors``. ``done_at`` says which "done" is
    meant, for whoever was asked some time ago.

    Raises:
        Conflict: it was done again meanwhile.
    """
    if not 1 <= rating <= 5:
        raise InvalidInput("rating", f"rating: expected 1 to 5, got {rating}")

    said = _Said(require(viewer, "confirmWork").account_id, Answer.CONFIRM, rating=rating)

    async def settle(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _say(before, now, said, done_at)
        return {"rating": rating, "confirmed_at": now, "closed_at": now}

    async def be_heard(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _say(before, now, said, done_at)
        return {}

    words = optional_text("note", note, limit=1000)
    heard = Step(action=Action.CONFIRM, kind=EventKind.CONFIRMATION_ADDED, change=be_heard, note=words)
    step = Step(action=Action.CONFIRM, kind=EventKind.WORK_CONFIRMED, change=settle, note=words, heard=heard)
    return await take(context, viewer, request_id, step)


async def dispute(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    reason: str,
    *,
    done_at: datetime | None = None,
    photos: Sequence[Picture] = (),
) -> ServiceRequest:
    """Say that it is not fixed: back to work, on the same clock. ``done_at`` as in ``confirm``."""
    words = clean_text("reason", reason, limit=1000)
    said = _Said(require(viewer, "disputeWork").account_id, Answer.DISPUTE, reason=words)

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _say(before, now, said, done_at)
        return {"done_at": None}

    step = Step(
        action=Action.DISPUTE,
        kind=EventKind.WORK_DISPUTED,
        change=change,
        reason=words,
        photos=PhotoStep(PhotoKind.REPORT),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)


async def withdraw(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Take one's own request back before anybody works on it."""
    step = Step(action=Action.WITHDRAW, kind=EventKind.WITHDRAWN, change=lambda _, now: {"closed_at": now})
    return await take(context, viewer, request_id, step)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one person says of completed work."""

    account_id: UUID
    answer: Answer
    rating: int | None = None
    reason: str | None = None


async def _say(before: ServiceRequest, now: datetime, said: _Said, done_at: datetime | None) -> None:
    """Keep the word of one person about the latest completion, in the transaction of the step."""
    if done_at is not None and before.done_at != done_at:
        raise Conflict("the work was done again meanwhile; the question is a new one", id=str(before.id))
    kept = await rows(_SAY, new_id(), before.id, said.account_id, said.answer.value, said.rating, said.reason, now)
    if not kept:
        raise Conflict("you have said so already; the others are still asked", id=str(before.id))
