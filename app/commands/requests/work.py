"""What an executor does: take a request, work on it, finish it, give it back."""

from collections.abc import Sequence
from dataclasses import asdict
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
from app.domain.lifecycle import Action
from app.domain.photos import PhotoKind
from app.domain.reasons import HoldReason
from app.domain.service_request import ServiceRequest
from app.domain.sla import resumed, resumed_due_at
from app.domain.texts import clean_text, optional_text
from app.queries.policies import calendar_of_city, policy_of


async def claim(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Take an unassigned request of one's city.

    Raises:
        Conflict: somebody has it already.
    """
    executor_id = require(viewer, "claimServiceRequest").account_id
    step = Step(action=Action.CLAIM, kind=EventKind.CLAIMED, change=lambda _, __: {"executor_id": executor_id})
    return await take(context, viewer, request_id, step)


async def release(context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: str) -> ServiceRequest:
    """Give the request back, with a reason; it is free again."""
    words = clean_text("reason", reason, limit=1000)
    step = Step(
        action=Action.RELEASE,
        kind=EventKind.RELEASED,
        change=lambda _, __: {"executor_id": None, "started_at": None},
        reason=words,
    )
    return await take(context, viewer, request_id, step)


async def start(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, *, photos: Sequence[Picture] = ()
) -> ServiceRequest:
    """Begin the work, with photos of the place as it is where the author has sent none."""
    step = Step(
        action=Action.START,
        kind=EventKind.WORK_STARTED,
        change=lambda _, now: {"started_at": now},
        photos=PhotoStep(PhotoKind.BEFORE),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)


async def hold(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: HoldReason, note: str | None = None
) -> ServiceRequest:
    """Let the work rest for a reason from the list; the deadline rests too."""
    step = Step(
        action=Action.HOLD,
        kind=EventKind.WORK_HELD,
        change=lambda _, now: {"held_at": now},
        reason=reason.value,
        note=optional_text("note", note, limit=1000),
    )
    return await take(context, viewer, request_id, step)


async def resume(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Go on; the deadline moves by the time that counts within the pause."""

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        policy = await policy_of(before)
        if policy is None or before.held_at is None:
            return {"held_at": None, "due_at": resumed_due_at(before, now)}
        calendar = await calendar_of_city(before.city_id)
        moved = resumed(before.deadline, held_at=before.held_at, resumed_at=now, policy=policy, calendar=calendar)
        return {"held_at": None, **asdict(moved)}

    return await take(
        context, viewer, request_id, Step(action=Action.RESUME, kind=EventKind.WORK_RESUMED, change=change)
    )


async def complete(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    note: str | None = None,
    *,
    photos: Sequence[Picture] = (),
) -> ServiceRequest:
    """Say that the work is done, and show it by photos; the author has the last word.

    Raises:
        EvidenceReused: a photo has been used before.
    """
    step = Step(
        action=Action.COMPLETE,
        kind=EventKind.WORK_COMPLETED,
        change=lambda _, now: {"done_at": now},
        note=optional_text("note", note, limit=1000),
        photos=PhotoStep(PhotoKind.AFTER),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)
