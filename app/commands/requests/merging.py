"""Merging a repeated request into another one of the same city, by the Akimat."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.places.geo import distance_metres
from app.domain.requests.lifecycle import DROPPED, Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import NOTE
from app.domain.text.texts import optional_text
from app.errors import Conflict, InvalidInput
from app.models.requests.followers import copy_followers
from app.models.requests.service_request_rows import lock_request_for_share


class Doubt(StrEnum):
    """Why two requests may be two problems."""

    CATEGORY = "CATEGORY"
    DISTANCE = "DISTANCE"
    FINISHED = "FINISHED"


async def merge(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    into_id: UUID,
    note: str | None = None,
    *,
    anyway: bool = False,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Close the request as a repeat of ``into_id``; its author and followers follow that one from then on.

    The author becomes a co-author there: see ``domain.requests.coauthors``. ``anyway`` merges although the requests
    look like two problems. ``note`` has at most 1,000 characters and stands in the timeline. Sent twice under one
    ``step_id``, it is taken once.

    Raises:
        InvalidInput: ``into_id`` is the same request, of another city, or rejected, withdrawn or merged itself.
        Conflict: without ``anyway``, it has another category, lies beyond the radius of the category, or its work is
            done. ``doubts`` names which; beside it are categories, distance, radius and status.
    """

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        target = await _target(before, into_id)
        if not anyway:
            await _ask_once_more(context, before, target)
        await copy_followers(before.id, into_id, also=before.author_id, at=now)
        return {"merged_into": into_id, "closed_at": now}

    step = Step(
        id=step_id,
        action=Action.MERGE,
        kind=EventKind.MERGED,
        change=change,
        note=optional_text("note", note, limit=NOTE),
        choice=("merged_into", into_id),
        other_id=into_id,
    )
    return await take(context, viewer, request_id, step)


async def _ask_once_more(context: CommandContext, before: ServiceRequest, target: ServiceRequest) -> None:
    category = await context.catalog.category(before.category_id)
    radius = category.nearby_radius_metres if category else 0
    distance = distance_metres(before.latitude, before.longitude, target.latitude, target.longitude)
    held = {
        Doubt.CATEGORY: before.category_id != target.category_id,
        Doubt.DISTANCE: distance > radius,
        Doubt.FINISHED: target.is_finished,
    }
    doubts = [doubt.value for doubt, holds in held.items() if holds]
    if doubts:
        raise Conflict(
            f"these look like two problems: {target.number} is {target.category_id}, {distance:.0f} m away (within"
            f" {radius:.0f} m is near) and {target.status}; merge them anyway?",
            id=str(before.id),
            doubts=doubts,
            categoryId=before.category_id,
            intoCategoryId=target.category_id,
            distanceMetres=round(distance),
            radiusMetres=round(radius),
            intoStatus=target.status.value,
        )


async def _target(before: ServiceRequest, into_id: UUID) -> ServiceRequest:
    # Two merges at once could otherwise point at each other: the target is locked until this transaction ends.
    target = await lock_request_for_share(into_id)
    if target is None or target.city_id != before.city_id or into_id == before.id:
        raise InvalidInput("intoId", "intoId: expected another service request of the same city")
    if target.status in DROPPED:
        raise InvalidInput("intoId", f"intoId: expected a request that lives, but that one is {target.status}")
    return target
