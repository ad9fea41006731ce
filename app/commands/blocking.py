"""Blocking an account: by the Akimat of its city, at once, everywhere."""

from uuid import UUID

from app.auth.viewer import Viewer, akimat_of, signed_in
from app.commands.desk import Desk
from app.commands.sessions import revoke_sessions
from app.domain.roles import Role
from app.errors import NotAllowed, NotFound
from app.models.database import row, rows, transaction


async def block_account(desk: Desk, viewer: Viewer | None, account_id: UUID) -> UUID:
    """End all sessions of a citizen or an executor of one's own city, and let nobody sign in to the account.

    What an executor had in work stays assigned: only the Akimat knows who shall go on with it.

    Raises:
        NotFound: there is no such account.
        NotAllowed: of another city, of no city, or an officer's.
    """
    officer = await _officer_over(viewer, account_id)
    await desk.see_through(_block(desk, officer, account_id))
    return account_id


async def unblock_account(desk: Desk, viewer: Viewer | None, account_id: UUID) -> UUID:
    """Let the account sign in again; the sessions that were ended stay ended.

    Raises:
        NotFound: there is no such account, or its owner has erased it.
        NotAllowed: of another city, of no city, or an officer's.
    """
    await _officer_over(viewer, account_id)
    await rows(
        "UPDATE account SET blocked_at = NULL, blocked_by = NULL WHERE id = $1 AND erased_at IS NULL", account_id
    )
    return account_id


async def _officer_over(viewer: Viewer | None, account_id: UUID) -> Viewer:
    viewer = signed_in(viewer)
    account = await row("SELECT role, city_id FROM account WHERE id = $1 AND erased_at IS NULL", account_id)
    if account is None:
        raise NotFound("there is no such account", id=str(account_id))
    officer = akimat_of(viewer, account["city_id"] or "")
    if Role(account["role"]) is Role.AKIMAT:
        raise NotAllowed("officers do not block each other")
    return officer


async def _block(desk: Desk, officer: Viewer, account_id: UUID) -> None:
    now = desk.clock.now()
    async with transaction():
        # A citizen may have moved since the officer was asked about; the city is asked again under the lock.
        blocked = await row(
            "UPDATE account SET blocked_at = coalesce(blocked_at, $2), blocked_by = coalesce(blocked_by, $3)"
            " WHERE id = $1 AND city_id = $4 RETURNING id",
            account_id,
            now,
            officer.account_id,
            officer.city_id,
        )
        if blocked is None:
            raise NotAllowed("the account has moved to another city")
        ended = await revoke_sessions(account_id, now)
    await desk.signals.sessions_over(ended)
