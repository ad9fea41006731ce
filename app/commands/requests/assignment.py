"""Assigning a request to an executor, by the Akimat."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import NOTE
from app.domain.text.texts import optional_text
from app.errors import InvalidInput
from app.models.accounts.account import Account


async def assign(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    executor_id: UUID,
    note: str | None = None,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Assign the request to an approved executor of its city, also when it has another executor already.

    The categories that an executor serves do not limit the Akimat. ``note`` has at most 1,000 characters and stands in
    the timeline. Sent twice under one ``step_id``, it is taken once.

    Raises:
        InvalidInput: the account is no approved executor of this city.
    """

    async def change(before: ServiceRequest, _: datetime) -> dict[str, Any]:
        approved = await Account.filter(
            ~Q(blocked_cities__contains=[before.city_id]),
            id=executor_id,
            role=Role.EXECUTOR,
            city_id=before.city_id,
            approved_at__isnull=False,
            blocked_at__isnull=True,
        ).exists()
        if not approved:
            raise InvalidInput("executorId", "executorId: expected an approved executor of this city")
        return {"executor_id": executor_id}

    step = Step(
        id=step_id,
        action=Action.ASSIGN,
        kind=EventKind.ASSIGNED,
        change=change,
        note=optional_text("note", note, limit=NOTE),
        choice=("executor_id", executor_id),
    )
    return await take(context, viewer, request_id, step)
