"""Blocking accounts: an Akimat in its own city, the operator everywhere. The owner gets the reason by letter.

A block in a city holds for every step there and leaves the rest of the account as it is. A block everywhere ends all
sessions and refuses new ones. Blocks that officers set before blocks held in one city are blocks everywhere; an officer
of the same city can end them.
"""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.sessions import restart_feeds
from app.commands.context import CommandContext
from app.commands.rights import keep_rights
from app.commands.staff._decisions import clean_reason, record_decision
from app.commands.staff.officers import require_another_officer
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.email_address import clean_email
from app.domain.notifications.letters import LetterKind
from app.errors import NotAllowed, NotFound
from app.models import Account
from app.models.accounts.session import revoke_sessions
from app.models.database import transaction
from app.notifications.outbox import NewLetter
from app.queries.accounts.city_accounts import is_of_city


async def block_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Refuse every step of the account in the officer's city; it goes on elsewhere.

    For executors and citizens of the city, and for every account that acted there. Requests that an executor has in
    progress stay assigned, because only the Akimat knows the next executor. Blocking again changes nothing.

    Raises:
        NotFound: there is no such account.
        NotAllowed: the account has nothing to do with the city.
        InvalidInput: the reason is too long.
        Conflict: it is the last officer of the city.
    """
    officer, city_id = await _officer_over(viewer, account_id, "blockAccount")
    await context.run_to_completion(_block(context, officer, city_id, account_id, clean_reason(reason)))
    return account_id


async def unblock_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Let the account act in the officer's city again.

    Raises:
        NotFound: there is no such account, or its owner has erased it.
        NotAllowed: as in ``block_account``; or another Akimat or the operator blocked the account everywhere.
        InvalidInput: the reason is too long.
    """
    officer, city_id = await _officer_over(viewer, account_id, "unblockAccount")
    await context.run_to_completion(_unblock(context, officer, city_id, account_id, clean_reason(reason)))
    return account_id


async def block_everywhere(context: CommandContext, account_id: UUID, reason: str | None = None) -> bool:
    """End all sessions of the account and refuse new ones; return False where it was blocked everywhere already.

    For the operator, at the command line: no right is asked.

    Raises:
        InvalidInput: the reason is too long.
    """
    return await context.run_to_completion(_block_everywhere(context, account_id, clean_reason(reason)))


async def unblock_everywhere(context: CommandContext, account_id: UUID, reason: str | None = None) -> bool:
    """Accept new sessions of the account again; return False where it was not blocked. Blocks in cities stay.

    Raises:
        InvalidInput: the reason is too long.
    """
    return await context.run_to_completion(_unblock_everywhere(context, account_id, clean_reason(reason)))


async def account_with_address(email: str) -> UUID:
    """Return the id of the account with this address, for the operator.

    Raises:
        NotFound: there is none, or its owner has erased it.
        InvalidInput: the text is no address.
    """
    address = clean_email(email)
    account = await Account.get_or_none(email=address, erased_at=None)
    if account is None:
        raise NotFound(f"there is no account with the address {address}")
    return account.id


async def _officer_over(viewer: Viewer | None, account_id: UUID, operation: str) -> tuple[Viewer, str]:
    """Return the officer who may run this operation on the account, and the officer's city."""
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, erased_at=None)
    if account is None:
        raise NotFound("there is no such account", id=str(account_id))
    city_id = account.city_id
    if city_id != viewer.city_id and viewer.city_id is not None and await is_of_city(account_id, viewer.city_id):
        city_id = viewer.city_id
    officer = require(viewer, operation, city_id=city_id)
    if account_id == viewer.account_id:
        raise NotAllowed("officers do not block themselves; retire to leave the office")
    return officer, city_id or ""


async def _block(context: CommandContext, officer: Viewer, city_id: str, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        await require_another_officer(officer, account_id)
        account = await Account.select_for_update().get_or_none(id=account_id, erased_at=None)
        # The citizen may have moved since the right was checked, so it is checked again under the lock.
        if account is None or not await is_of_city(account_id, city_id):
            raise NotAllowed("the account has moved to another city")
        if city_id not in account.blocked_cities:
            await Account.filter(id=account_id).update(blocked_cities=[*account.blocked_cities, city_id])
            await _record_and_notify(context, officer, account_id, DecisionKind.BLOCKED, reason)
    context.outbox.wake()
    await restart_feeds(context, account_id)


async def _unblock(
    context: CommandContext, officer: Viewer, city_id: str, account_id: UUID, reason: str | None
) -> None:
    async with transaction():
        await keep_rights(officer, officer.city_id)
        account = await Account.select_for_update().get_or_none(id=account_id, erased_at=None)
        if account is None:
            raise NotFound("there is no such account", id=str(account_id))
        if city_id in account.blocked_cities:
            left = [blocked for blocked in account.blocked_cities if blocked != city_id]
            await Account.filter(id=account_id).update(blocked_cities=left)
            await _record_and_notify(context, officer, account_id, DecisionKind.UNBLOCKED, reason)
        elif account.blocked_at is not None:
            if not await Account.exists(id=account.blocked_by, city_id=city_id):
                raise NotAllowed("the account is blocked everywhere, and not by this city; ask the operator")
            await _end_block_everywhere(context, officer, account_id, reason)
    context.outbox.wake()
    await restart_feeds(context, account_id)


async def _block_everywhere(context: CommandContext, account_id: UUID, reason: str | None) -> bool:
    now = context.clock.now()
    async with transaction():
        changed = await Account.filter(id=account_id, blocked_at=None).update(blocked_at=now, blocked_by=None)
        if changed:
            await _record_and_notify(context, None, account_id, DecisionKind.BLOCKED, reason, everywhere=True)
        ended = await revoke_sessions(account_id, now)
    context.outbox.wake()
    await context.signals.sessions_over(ended)
    return bool(changed)


async def _unblock_everywhere(context: CommandContext, account_id: UUID, reason: str | None) -> bool:
    async with transaction():
        changed = await _end_block_everywhere(context, None, account_id, reason)
    context.outbox.wake()
    return changed


async def _end_block_everywhere(
    context: CommandContext, officer: Viewer | None, account_id: UUID, reason: str | None
) -> bool:
    blocked = Account.filter(id=account_id, blocked_at__isnull=False, erased_at=None)
    changed = await blocked.update(blocked_at=None, blocked_by=None)
    if changed:
        await _record_and_notify(context, officer, account_id, DecisionKind.UNBLOCKED, reason, everywhere=True)
    return bool(changed)


_LETTERS = {
    DecisionKind.BLOCKED: LetterKind.ACCOUNT_BLOCKED,
    DecisionKind.UNBLOCKED: LetterKind.ACCOUNT_UNBLOCKED,
}


async def _record_and_notify(
    context: CommandContext,
    officer: Viewer | None,
    account_id: UUID,
    kind: DecisionKind,
    reason: str | None,
    *,
    everywhere: bool = False,
) -> None:
    decision_id = await record_decision(context, officer, account_id, kind, reason=reason, everywhere=everywhere)
    data = {"reason": reason, "city_id": officer.city_id if officer and not everywhere else None}
    await context.outbox.put(NewLetter(account_id, _LETTERS[kind], f"decision {decision_id}", data))
