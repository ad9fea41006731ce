"""Passwords: reset by a link, or changed with the old one."""

from uuid import UUID

from app.auth.known_devices import DeviceTokens
from app.auth.limits import LINK_BY_CLIENT, RESET_BY_ADDRESS, RESET_BY_CLIENT, network_of
from app.auth.passwords import check_new_password, hash_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts._city_domain import approve_by_domain
from app.commands.accounts._duplicate_registration import remove_unproven_access, void_confirmation_links
from app.commands.accounts._email_links import find_link, send_link, use_link, void_links
from app.commands.accounts._password_proof import require_password
from app.commands.accounts.sessions import SignedIn, open_session
from app.commands.context import CommandContext
from app.domain.accounts.email_address import clean_email
from app.domain.notifications.letters import LetterKind, LinkPurpose
from app.errors import Conflict
from app.models import Account
from app.models.accounts.session import revoke_sessions
from app.models.database import transaction
from app.models.identity import new_id
from app.notifications.outbox import NewLetter


async def request_password_reset(context: CommandContext, email: str, *, client: str | None = None) -> None:
    """Send a link if the address has an account.

    The account is looked up after the answer, so neither the answer nor its time says whether there is one.

    Raises:
        InvalidInput: the text does not have the form of an address.
        RateLimited: too often for this address, whether it has an account or not, or from this network.
    """
    address = clean_email(email)
    await context.limiter.take((RESET_BY_ADDRESS, address), (RESET_BY_CLIENT, network_of(client)))
    context.run_in_background(_send_reset(context, address))


async def _send_reset(context: CommandContext, address: str) -> None:
    async with transaction():
        account = await Account.get_or_none(email=address, blocked_at=None)
        if account is not None:
            await send_link(context, account.id, LinkPurpose.RESET_PASSWORD)
    context.outbox.wake()


async def reset_password(
    context: CommandContext,
    token: str,
    password: str,
    user_agent: str = "",
    *,
    client: str | None = None,
    devices: DeviceTokens | None = None,
) -> SignedIn:
    """Set a new password by the link from the letter; end every session of the account and open a new one.

    Raises:
        InvalidInput: names the field: password; or token, when the link is unknown, used or expired.
        Unauthenticated: the account is blocked.
    """
    check_new_password(password)
    attempt = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    link = await find_link(context, token, LinkPurpose.RESET_PASSWORD)
    await _check_unlike_account(password, link.account_id)
    account = await context.run_to_completion(_reset(context, token, await hash_password(password, network_of(client))))
    await attempt.forget()
    return await open_session(context, account, user_agent, devices)


async def _reset(context: CommandContext, token: str, password_hash: str) -> Account:
    now, ended = context.clock.now(), list[UUID]()
    async with transaction():
        account = (await use_link(context, LinkPurpose.RESET_PASSWORD, token)).account
        account.password_hash = password_hash
        if account.email_verified_at is None:
            # The link proves the address. The earlier user of the account need not have owned it.
            ended = await remove_unproven_access(account.id, now)
            account.email_verified_at = now
        await account.save(update_fields=["password_hash", "email_verified_at"])
        await approve_by_domain(account, now)
        await void_confirmation_links(account.id)
        ended += await _end_sessions_and_notify(context, account.id)
    await _announce(context, ended)
    return account


async def change_password(context: CommandContext, viewer: Viewer | None, old: str, new: str) -> int:
    """Replace the password of the viewer's account; end all other sessions and return how many were ended.

    Raises:
        InvalidInput: names the field: password; or oldPassword, when it does not match.
        RateLimited: too many passwords that did not match.
        Conflict: the password was changed at the same time.
    """
    viewer = require(viewer, "changePassword")
    check_new_password(new)
    old_hash = await require_password(context, viewer, old, field="oldPassword")
    await _check_unlike_account(new, viewer.account_id)
    return await context.run_to_completion(_change(context, viewer, old_hash, await hash_password(new)))


async def _change(context: CommandContext, viewer: Viewer, old_hash: str, new_hash: str) -> int:
    async with transaction():
        unchanged = Account.filter(id=viewer.account_id, password_hash=old_hash, blocked_at=None)
        if not await unchanged.update(password_hash=new_hash):
            raise Conflict("the password was changed meanwhile")
        ended = await _end_sessions_and_notify(context, viewer.account_id, keep=viewer.session_id)
    await _announce(context, ended)
    return len(ended)


async def _check_unlike_account(password: str, account_id: UUID) -> None:
    account = await Account.get(id=account_id)
    check_new_password(password, account.name, account.email)


async def _end_sessions_and_notify(
    context: CommandContext, account_id: UUID, *, keep: UUID | None = None
) -> list[UUID]:
    # A link that confirms the address does not depend on the password, so it stays valid.
    await void_links(account_id, purposes=(LinkPurpose.RESET_PASSWORD, LinkPurpose.CHANGE_EMAIL))
    ended = await revoke_sessions(account_id, context.clock.now(), keep=keep)
    await context.outbox.put(NewLetter(account_id, LetterKind.PASSWORD_CHANGED, f"password {new_id()}", {}))
    return ended


async def _announce(context: CommandContext, ended: list[UUID]) -> None:
    context.outbox.wake()
    await context.signals.sessions_over(ended)
