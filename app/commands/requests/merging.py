"""Merging a repeated request into another one of the same city, by the Akimat."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import DROPPED, Action
from app.domain.service_request import ServiceRequest
from app.errors import InvalidInput
from app.models.followers import copy_followers
from app.models.service_request_rows import lock_request_for_share


async def merge(context: CommandContext, viewer: Viewer | None, request_id: UUID, into_id: UUID) -> ServiceRequest:
    """Close the request as a repeat of ``into_id``; its author and followers follow that one from then on.

    The author becomes a co-author there: see ``domain.coauthors``.

    Raises:
        InvalidInput: ``into_id`` is the same request, of another city, or rejected, withdrawn or merged itself.
    """

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _check_target(before, into_id)
        await copy_followers(before.id, into_id, also=before.author_id, at=now)
        return {"merged_into": into_id, "closed_at": now}

    return await take(context, viewer, request_id, Step(action=Action.MERGE, kind=EventKind.MERGED, change=change))


async def _check_target(before: ServiceRequest, into_id: UUID) -> None:
    # Two merges at once could otherwise point at each other: the target is locked until this transaction ends.
    target = await lock_request_for_share(into_id)
    if target is None or target.city_id != before.city_id or into_id == before.id:
        raise InvalidInput("intoId", "intoId: expected another service request of the same city")
    if target.status in DROPPED:
        raise InvalidInput("intoId", f"intoId: expected a request that lives, but that one is {target.status}")
