"""Erasing what a caller left, as the caller asks an officer of the city to."""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rights import keep_rights
from app.domain.requests.service_request import ServiceRequest
from app.errors import NotFound
from app.models.accounts.caller import caller_accounts
from app.models.database import transaction
from app.models.privacy.personal_data import erase_personal_rows
from app.queries.requests.service_requests import existing_request


async def erase_caller(context: CommandContext, viewer: Viewer | None, request_id: UUID) -> ServiceRequest:
    """Remove name, phone and mail of the person for whom an officer typed the request in; return the request.

    No letter goes to that mailbox about this request any more, and the links of earlier letters are void. The request
    stays, with its timeline.

    Raises:
        NotFound: no such request, or no officer has typed it in.
        NotAllowed: the viewer is no officer of the city of the request.
    """
    request = await existing_request(request_id)
    officer = require(viewer, "eraseCaller", city_id=request.city_id)
    await context.run_to_completion(_erase(context, officer, request))
    return request


async def _erase(context: CommandContext, officer: Viewer, request: ServiceRequest) -> None:
    async with transaction():
        await keep_rights(officer, request.city_id)
        accounts = await caller_accounts([request.id])
        if not accounts:
            raise NotFound("no officer has typed this request in", id=str(request.id))
        for account_id in accounts:
            await erase_personal_rows(account_id, context.clock.now())
    await context.signals.account_erased()
