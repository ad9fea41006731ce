"""Passwords: forgotten, reset by link, changed."""

from uuid import UUID

from app.auth.limits import LINK_BY_CLIENT, PASSWORD_BY_ACCOUNT, RESET_BY_ADDRESS, RESET_BY_CLIENT, network_of
from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts.duplicate_registration import put_out, settle
from app.commands.accounts.email_links import find_link, send_link, use_link, void_links
from app.commands.accounts.registration import clean_email
from app.commands.accounts.sessions import SignedIn, open_session, revoke_sessions
from app.commands.context import CommandContext
from app.domain.letters import LetterKind, LinkPurpose
from app.errors import Conflict, InvalidInput
from app.models import Account
from app.models.database import row, transaction
from app.models.identity import new_id
from app.notifications.outbox import NewLetter


async def request_password_reset(context: CommandContext, email: str, *, client: str | None = None) -> None:
    """Send the link, if the address has an account. What was found is neither told nor to be read off the clock.

    Raises:
        InvalidInput: this is no address at all.
        RateLimited: too often for this address, whether it has an account or not, or from this network.
    """
    address = clean_email(email)
    await context.limiter.take((RESET_BY_ADDRESS, address), (RESET_BY_CLIENT, network_of(client)))
    context.run_in_background(_send_reset(context, address))


async def _send_reset(context: CommandContext, address: str) -> None:
    async with transaction():
        account = await row("SELECT id FROM account WHERE email = $1 AND blocked_at IS NULL", address)
        if account is not None:
            await send_link(context, account["id"], LinkPurpose.RESET_PASSWORD)
    context.outbox.wake()


async def reset_password(
    context: CommandContext, token: str, password: str, user_agent: str = "", *, client: str | None = None
) -> SignedIn:
    """Set a new password by the link from the letter; ends every session there was, and opens a new one.

    Raises:
        InvalidInput: names the field: password; or token, when the link is unknown, used, or too old.
        Unauthenticated: the account is blocked.
    """
    check_password_form(password)
    tried = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    await find_link(context, token, LinkPurpose.RESET_PASSWORD)
    account = await context.run_to_completion(_reset(context, token, await hash_password(password)))
    await tried.forget()
    return await open_session(context, account, user_agent)


async def _reset(context: CommandContext, token: str, password_hash: str) -> Account:
    async with transaction() as connection:
        used = await use_link(context, LinkPurpose.RESET_PASSWORD, token)
        account = await Account.get(id=used["account_id"], using_db=connection)
        account.password_hash = password_hash
        # Whoever opened the link has proved the address, too; who had the account before them need not have.
        stranger = [] if account.email_verified_at else await put_out(account.id, context.clock.now())
        account.email_verified_at = account.email_verified_at or context.clock.now()
        await account.save(using_db=connection, update_fields=["password_hash", "email_verified_at"])
        await settle(account.id)
        ended = stranger + await _password_changed(context, account.id)
    await _tell(context, ended)
    return account


async def change_password(context: CommandContext, viewer: Viewer | None, old: str, new: str) -> int:
    """Change one's own password; ends all other sessions and returns how many there were.

    Raises:
        InvalidInput: names the field: password; or oldPassword, when it does not fit.
        RateLimited: too many passwords that did not fit.
    """
    viewer = require(viewer, "changePassword")
    check_password_form(new)
    known = await prove_password(context, viewer, old, field="oldPassword")
    return await context.run_to_completion(_change(context, viewer, known, await hash_password(new)))


async def _change(context: CommandContext, viewer: Viewer, known: str, password_hash: str) -> int:
    async with transaction():
        changed = await row(
            "UPDATE account SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND blocked_at IS NULL"
            " RETURNING id",
            viewer.account_id,
            known,
            password_hash,
        )
        if changed is None:
            raise Conflict("the password was changed meanwhile")
        ended = await _password_changed(context, viewer.account_id, but=viewer.session_id)
    await _tell(context, ended)
    return len(ended)


async def prove_password(context: CommandContext, viewer: Viewer, password: str, *, field: str = "password") -> str:
    """Insist that whoever holds this session knows its password, too; return the hash that it fits.

    Raises:
        InvalidInput: it does not fit; names the field.
        RateLimited: too many that did not fit.
    """
    tried = await context.limiter.take((PASSWORD_BY_ACCOUNT, viewer.account_id))
    account = await Account.get(id=viewer.account_id)
    if not await verify_password(password, account.password_hash):
        raise InvalidInput(field, f"{field}: this is not the password of your account")
    await tried.forget()
    return account.password_hash


async def _password_changed(context: CommandContext, account_id: UUID, *, but: UUID | None = None) -> list[UUID]:
    # The link that confirms the address says nothing about passwords, so it stays.
    await void_links(account_id, purposes=(LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL))
    ended = await revoke_sessions(account_id, context.clock.now(), but=but)
    await context.outbox.put(NewLetter(account_id, LetterKind.PASSWORD_CHANGED, f"password {new_id()}", {}))
    return ended


async def _tell(context: CommandContext, ended: list[UUID]) -> None:
    context.outbox.wake()
    await context.signals.sessions_over(ended)
