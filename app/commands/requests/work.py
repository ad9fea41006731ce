"""The steps of an executor: claim, release, start, hold, resume, complete.

A client that may send a step twice chooses its ``step_id``: see ``_step.take``.
"""

from collections.abc import Sequence
from dataclasses import asdict
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
from app.domain.photos.photo import PhotoKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.reasons import HoldReason
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import resumed, resumed_due_at
from app.domain.text.limits import NOTE, REASON
from app.domain.text.texts import clean_text, optional_text
from app.queries.cities.policies import calendar_of_city, policy_of


async def claim(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Assign an unassigned request of the viewer's city to the viewer.

    Raises:
        Conflict: another executor has it already.
    """
    executor_id = require(viewer, "claimServiceRequest").account_id
    step = Step(
        id=step_id, action=Action.CLAIM, kind=EventKind.CLAIMED, change=lambda _, __: {"executor_id": executor_id}
    )
    return await take(context, viewer, request_id, step)


async def release(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: str, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Make the request unassigned again, with a reason of at most 1,000 characters."""
    text = clean_text("reason", reason, limit=REASON)
    step = Step(
        id=step_id,
        action=Action.RELEASE,
        kind=EventKind.RELEASED,
        change=lambda _, __: {"executor_id": None, "started_at": None},
        reason=text,
    )
    return await take(context, viewer, request_id, step)


async def start(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    *,
    photos: Sequence[Picture] = (),
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Start the work; a photo of the place before it is needed where the author has sent none."""
    step = Step(
        id=step_id,
        action=Action.START,
        kind=EventKind.WORK_STARTED,
        change=lambda _, now: {"started_at": now},
        photos=StepPhotos(PhotoKind.BEFORE),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)


async def hold(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    reason: HoldReason,
    note: str | None = None,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Pause the work and its deadline, for a reason from the list."""
    step = Step(
        id=step_id,
        action=Action.HOLD,
        kind=EventKind.WORK_HELD,
        change=lambda _, now: {"held_at": now},
        reason=reason.value,
        note=optional_text("note", note, limit=NOTE),
    )
    return await take(context, viewer, request_id, step)


async def resume(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Continue the work; the deadline moves by the working time within the pause."""

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        policy = await policy_of(before)
        if policy is None or before.held_at is None:
            return {"held_at": None, "due_at": resumed_due_at(before, now)}
        calendar = await calendar_of_city(before.city_id)
        moved = resumed(before.deadline, held_at=before.held_at, resumed_at=now, policy=policy, calendar=calendar)
        return {"held_at": None, **asdict(moved)}

    step = Step(id=step_id, action=Action.RESUME, kind=EventKind.WORK_RESUMED, change=change)
    return await take(context, viewer, request_id, step)


async def complete(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    note: str | None = None,
    *,
    photos: Sequence[Picture] = (),
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Complete the work with at least one photo of the result; the author then confirms or disputes.

    Raises:
        EvidenceReused: a photo was used as evidence before.
    """
    step = Step(
        id=step_id,
        action=Action.COMPLETE,
        kind=EventKind.WORK_COMPLETED,
        change=lambda _, now: {"done_at": now},
        note=optional_text("note", note, limit=NOTE),
        photos=StepPhotos(PhotoKind.AFTER),
    )
    return await take_with_photos(context, viewer, request_id, step, photos)
