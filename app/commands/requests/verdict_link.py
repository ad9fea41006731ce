"""The author's word by a link from a letter: the same commands as on the page, as the account the link is bound to."""

from datetime import datetime
from uuid import UUID

from app.auth.sessions import is_approved
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests import verdict as last_word
from app.domain.letters import Answer
from app.domain.roles import Locale, Role
from app.domain.service_request import ServiceRequest
from app.errors import Conflict, NotAllowed
from app.models.database import row
from app.notifications.links import Verdict


async def answer(
    context: CommandContext, given: Answer, verdict: Verdict, *, rating: int, reason: str
) -> ServiceRequest:
    """Give the answer; ``rating`` goes with a confirmation, ``reason`` with a dispute.

    Raises:
        NotAllowed: the account is blocked or gone, or is not the author.
        Conflict, IllegalTransition: the question is answered already, or a newer one is asked.
    """
    viewer = await _viewer(verdict.account_id)
    done_at = await _done_at(verdict)
    if given is Answer.CONFIRM:
        return await last_word.confirm(context, viewer, verdict.request_id, rating, done_at=done_at)
    return await last_word.dispute(context, viewer, verdict.request_id, reason, done_at=done_at)


async def _viewer(account_id: UUID) -> Viewer:
    found = await row(
        "SELECT id, role, city_id, locale, email_verified_at, approved_at FROM account"
        " WHERE id = $1 AND blocked_at IS NULL",
        account_id,
    )
    if found is None:
        raise NotAllowed("this account is blocked or gone")
    role = Role(found["role"])
    return Viewer(
        account_id=found["id"],
        session_id=None,
        role=role,
        city_id=found["city_id"],
        locale=Locale(found["locale"]),
        approved=is_approved(role, found["email_verified_at"], found["approved_at"]),
    )


async def _done_at(verdict: Verdict) -> datetime:
    found = await row(
        "SELECT at FROM event WHERE request_id = $1 AND version = $2 AND kind = 'WORK_COMPLETED'",
        verdict.request_id,
        verdict.version,
    )
    if found is None:
        raise Conflict("this request was not done at that version", id=str(verdict.request_id))
    at: datetime = found["at"]
    return at
