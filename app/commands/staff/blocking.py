"""The Akimat of a city blocks and unblocks accounts, at once in every process, and writes the owner the reason."""

from uuid import UUID

from tortoise.expressions import Q

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.context import CommandContext
from app.commands.staff._decisions import clean_reason, record_decision
from app.commands.staff.officers import require_another_officer
from app.domain.decisions import DecisionKind
from app.domain.letters import LetterKind
from app.errors import NotAllowed, NotFound
from app.models import Account, ServiceRequestRow
from app.models.database import transaction
from app.models.session import revoke_sessions
from app.notifications.outbox import NewLetter


async def block_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """End all sessions of an account of the officer's city, and refuse new ones; never of the last officer.

    A citizen without a city belongs to every city in which they reported a problem. Requests that an executor has in
    progress stay assigned, because only the Akimat knows the next executor. Blocking again changes nothing.

    Raises:
        NotFound: there is no such account.
        NotAllowed: the account belongs to another city.
        InvalidInput: the reason is too long.
        Conflict: it is the last officer of the city.
    """
    officer = await _officer_over(viewer, account_id, "blockAccount")
    await context.run_to_completion(_block(context, officer, account_id, clean_reason(reason)))
    return account_id


async def unblock_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Accept new sessions of the account; the sessions that were ended stay ended.

    Raises:
        NotFound: there is no such account, or its owner has erased it.
        NotAllowed: the account belongs to another city.
        InvalidInput: the reason is too long.
    """
    officer = await _officer_over(viewer, account_id, "unblockAccount")
    await context.run_to_completion(_unblock(context, officer, account_id, clean_reason(reason)))
    return account_id


async def _officer_over(viewer: Viewer | None, account_id: UUID, operation: str) -> Viewer:
    """Return the officer who may run this operation on the account."""
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, erased_at=None)
    if account is None:
        raise NotFound("there is no such account", id=str(account_id))
    city_id = account.city_id
    if city_id is None and await ServiceRequestRow.exists(author_id=account_id, city_id=viewer.city_id):
        city_id = viewer.city_id
    return require(viewer, operation, city_id=city_id, over=account.role)


async def _block(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    now = context.clock.now()
    async with transaction():
        await require_another_officer(officer, account_id)
        # The citizen may have moved since the right was checked, so the city is checked again under the lock.
        same_city = Q(city_id=officer.city_id) | Q(city_id__isnull=True)
        account = await Account.select_for_update().get_or_none(same_city, id=account_id)
        if account is None:
            raise NotAllowed("the account has moved to another city")
        if account.blocked_at is None:
            await Account.filter(id=account_id).update(blocked_at=now, blocked_by=officer.account_id)
            await _record_and_notify(context, officer, account_id, DecisionKind.BLOCKED, reason)
        ended = await revoke_sessions(account_id, now)
    context.outbox.wake()
    await context.signals.sessions_over(ended)


async def _unblock(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        blocked = Account.filter(id=account_id, blocked_at__isnull=False, erased_at=None)
        if await blocked.update(blocked_at=None, blocked_by=None):
            await _record_and_notify(context, officer, account_id, DecisionKind.UNBLOCKED, reason)
    context.outbox.wake()


_LETTERS = {
    DecisionKind.BLOCKED: LetterKind.ACCOUNT_BLOCKED,
    DecisionKind.UNBLOCKED: LetterKind.ACCOUNT_UNBLOCKED,
}


async def _record_and_notify(
    context: CommandContext, officer: Viewer, account_id: UUID, kind: DecisionKind, reason: str | None
) -> None:
    decision_id = await record_decision(context, officer, account_id, kind, reason=reason)
    await context.outbox.put(NewLetter(account_id, _LETTERS[kind], f"decision {decision_id}", {"reason": reason}))
