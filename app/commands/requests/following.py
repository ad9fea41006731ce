"""Following a request. It is no step: the version stays, and no event is written."""

from uuid import UUID

from app.auth.limits import FOLLOW_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.step_permissions import permit
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.commands.rights import keep_rights
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.models.accounts.city_account import note_followers
from app.models.database import transaction
from app.models.requests.follow import Follow
from app.queries.requests.service_requests import existing_request


async def follow(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Notify the viewer of every step from now on; a second call changes nothing.

    Raises:
        NotFound: no such request.
        RateLimited: too many from one account.
    """
    request = await existing_request(request_id)
    permit(viewer, request, Action.FOLLOW)
    follower = require(viewer, "follow")
    await allow_by_account(context, follower, FOLLOW_BY_ACCOUNT)
    new = Follow(account_id=follower.account_id, request_id=request_id, created_at=context.clock.now())
    async with transaction():
        await keep_rights(follower, request.city_id)
        await Follow.bulk_create([new], ignore_conflicts=True)
        await note_followers(request_id, follower.account_id)
    return request


async def unfollow(viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Stop notifying the viewer; not having followed is no error.

    Raises:
        NotFound: no such request.
    """
    account_id = require(viewer, "unfollow").account_id
    request = await existing_request(request_id)
    await Follow.filter(account_id=account_id, request_id=request_id).delete()
    return request
