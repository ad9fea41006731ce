"""Talking about a request and following it."""

from uuid import UUID

from app.auth.limits import COMMENT_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.step_permissions import permit
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.commands.requests.step import SELECT, Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import Action
from app.domain.service_request import ServiceRequest
from app.domain.texts import clean_text
from app.errors import NotFound
from app.models.database import row, rows


async def comment(context: CommandContext, viewer: Viewer | None, request_id: UUID, text: str) -> ServiceRequest:
    """Say something about the request, for everybody to read in its timeline."""
    step = Step(action=Action.COMMENT, kind=EventKind.COMMENTED, note=clean_text("text", text, limit=2000))
    await allow_by_account(context, require(viewer, "addComment"), COMMENT_BY_ACCOUNT)
    return await take(context, viewer, request_id, step)


async def follow(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Be told of every step. Following is no step itself: it leaves the version as it is."""
    request = await _readable(request_id)
    permit(viewer, request, Action.FOLLOW)
    await rows(
        "INSERT INTO follow (account_id, request_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        require(viewer, "follow").account_id,
        request_id,
        context.clock.now(),
    )
    return request


async def unfollow(viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Be told no more. Not having followed is not an error."""
    account_id = require(viewer, "unfollow").account_id
    request = await _readable(request_id)
    await rows("DELETE FROM follow WHERE account_id = $1 AND request_id = $2", account_id, request_id)
    return request


async def _readable(request_id: UUID) -> ServiceRequest:
    found = await row(SELECT, request_id)
    if found is None:
        raise NotFound("there is no such service request", id=str(request_id))
    return ServiceRequest.from_columns(found)
