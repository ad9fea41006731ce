"""Answering by the link in a letter, as the account that the link is bound to."""

from datetime import datetime
from uuid import UUID

from app.auth.sessions import blocks_of
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests.verdict import confirm, dispute
from app.domain.accounts.roles import is_approved
from app.domain.log.events import EventKind
from app.domain.notifications.letters import Answer
from app.domain.requests.service_request import ServiceRequest
from app.errors import Conflict, NotAllowed
from app.models.accounts.account import Account
from app.models.log.event import event_row
from app.notifications.links import Verdict


async def answer(
    context: CommandContext, given: Answer, verdict: Verdict, *, rating: int, reason: str
) -> ServiceRequest:
    """Confirm with ``rating`` or dispute with ``reason``, as the answer says.

    Raises:
        NotAllowed: the account is blocked or erased, or is not an author of the request.
        Conflict, IllegalTransition: the question is answered already, or the work was completed again since then.
    """
    viewer = await _viewer(verdict.account_id)
    done_at = await _done_at(verdict)
    if given is Answer.CONFIRM:
        return await confirm(context, viewer, verdict.request_id, rating, done_at=done_at)
    return await dispute(context, viewer, verdict.request_id, reason, done_at=done_at)


async def _viewer(account_id: UUID) -> Viewer:
    account = await Account.get_or_none(id=account_id, blocked_at__isnull=True)
    if account is None:
        raise NotAllowed("this account is blocked or gone")
    return Viewer(
        account_id=account.id,
        session_id=None,
        registered_role=account.role,
        city_id=account.city_id,
        locale=account.locale,
        approved=is_approved(account.role, account.approved_at),
        blocks=await blocks_of(account.id) if account.blocked_cities else (),
    )


async def _done_at(verdict: Verdict) -> datetime:
    completed = await event_row(verdict.request_id, verdict.version)
    if completed is None or completed.kind is not EventKind.WORK_COMPLETED:
        raise Conflict("this request was not done at that version", id=str(verdict.request_id))
    return completed.at
