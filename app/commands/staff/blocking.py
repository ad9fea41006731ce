"""Blocking an account: by the Akimat of its city, at once, everywhere, and with a reason that its owner is told."""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.sessions import revoke_sessions
from app.commands.context import CommandContext
from app.commands.staff.decisions import clean_reason, decide
from app.domain.decisions import DecisionKind
from app.domain.letters import LetterKind
from app.domain.roles import Role
from app.errors import NotAllowed, NotFound, Unauthenticated
from app.models.database import row, transaction
from app.notifications.outbox import NewLetter


async def block_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """End all sessions of a citizen or an executor of one's own city, and let nobody sign in to the account.

    A citizen without a city is of every city that they have reported in. What an executor had in work stays assigned:
    only the Akimat knows who shall go on with it. Blocking again changes nothing.

    Raises:
        NotFound: there is no such account.
        NotAllowed: of another city, of none, or an officer's.
        InvalidInput: the reason is too long.
    """
    officer = await _officer_over(viewer, account_id, "blockAccount")
    await context.run_to_completion(_block(context, officer, account_id, clean_reason(reason)))
    return account_id


async def unblock_account(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Let the account sign in again; the sessions that were ended stay ended.

    Raises:
        NotFound: there is no such account, or its owner has erased it.
        NotAllowed: of another city, of none, or an officer's.
        InvalidInput: the reason is too long.
    """
    officer = await _officer_over(viewer, account_id, "unblockAccount")
    await context.run_to_completion(_unblock(context, officer, account_id, clean_reason(reason)))
    return account_id


async def blocked(account_id: UUID) -> Unauthenticated:
    """Return the refusal for somebody who knows the password of a blocked account: they may know why."""
    found = await row(
        "SELECT reason FROM account_decision WHERE account_id = $1 AND kind = $2 ORDER BY at DESC, id DESC LIMIT 1",
        account_id,
        DecisionKind.BLOCKED,
    )
    reason = found["reason"] if found else None
    message = "the Akimat has blocked this account" + (f": {reason}" if reason else "")
    return Unauthenticated(message, blocked=True, reason=reason)


async def _officer_over(viewer: Viewer | None, account_id: UUID, operation: str) -> Viewer:
    """Return the officer who may run this operation on the account."""
    viewer = signed_in(viewer)
    account = await row("SELECT role, city_id FROM account WHERE id = $1 AND erased_at IS NULL", account_id)
    if account is None:
        raise NotFound("there is no such account", id=str(account_id))
    city_id = account["city_id"]
    if city_id is None and await row(
        "SELECT 1 FROM service_request WHERE author_id = $1 AND city_id = $2 LIMIT 1", account_id, viewer.city_id
    ):
        city_id = viewer.city_id
    return require(viewer, operation, city_id=city_id, over=Role(account["role"]))


async def _block(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    now, ended = context.clock.now(), list[UUID]()
    async with transaction():
        # A citizen may have moved since the officer was asked about; the city is asked again under the lock.
        found = await row(
            "SELECT blocked_at FROM account WHERE id = $1 AND (city_id = $2 OR city_id IS NULL) FOR UPDATE",
            account_id,
            officer.city_id,
        )
        if found is None:
            raise NotAllowed("the account has moved to another city")
        if found["blocked_at"] is None:
            await row(
                "UPDATE account SET blocked_at = $2, blocked_by = $3 WHERE id = $1 RETURNING id",
                account_id,
                now,
                officer.account_id,
            )
            await _note(context, officer, account_id, DecisionKind.BLOCKED, reason)
        ended = await revoke_sessions(account_id, now)
    context.outbox.wake()
    await context.signals.sessions_over(ended)


async def _unblock(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        freed = await row(
            "UPDATE account SET blocked_at = NULL, blocked_by = NULL"
            " WHERE id = $1 AND blocked_at IS NOT NULL AND erased_at IS NULL RETURNING id",
            account_id,
        )
        if freed is not None:
            await _note(context, officer, account_id, DecisionKind.UNBLOCKED, reason)
    context.outbox.wake()


_LETTERS = {
    DecisionKind.BLOCKED: LetterKind.ACCOUNT_BLOCKED,
    DecisionKind.UNBLOCKED: LetterKind.ACCOUNT_UNBLOCKED,
}


async def _note(
    context: CommandContext, officer: Viewer, account_id: UUID, kind: DecisionKind, reason: str | None
) -> None:
    decision = await decide(context, officer, account_id, kind, reason=reason)
    await context.outbox.put(NewLetter(account_id, _LETTERS[kind], f"decision {decision}", {"reason": reason}))
