"""Changing the address of an account by a link that is sent to the new address."""

from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import ADDRESS_BY_ACCOUNT, CHANGE_BY_ADDRESS, LINK_BY_CLIENT, PASSWORD_BY_ACCOUNT, network_of
from app.auth.passwords import verify_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts._city_domain import approve_by_domain, check_officer_address
from app.commands.accounts._email_links import find_link, is_signed_in_to_account, send_link, use_link, void_links
from app.commands.accounts._password_proof import require_password
from app.commands.accounts.erasure import erase_person
from app.commands.accounts.sessions import restart_feeds
from app.commands.context import CommandContext
from app.domain.accounts.email_address import clean_email
from app.domain.notifications.letters import LetterKind, LinkPurpose
from app.errors import InvalidInput
from app.models import Account, EmailToken
from app.models.accounts.account import UNPROVEN
from app.models.database import transaction
from app.models.identity import new_id
from app.notifications.outbox import NewLetter


async def request_email_change(context: CommandContext, viewer: Viewer | None, email: str, password: str) -> None:
    """Send a link to the new address; the address of the account changes when the link is opened.

    The answer is the same when the new address belongs to another account; then no letter is sent.

    Raises:
        InvalidInput: names the field: email or password.
        RateLimited: too many letters of this account or to this address, or too many passwords that did not match.
    """
    viewer = require(viewer, "requestEmailChange")
    address = clean_email(email)
    await check_officer_address(context, viewer.registered_role, address, viewer.city_id)
    await require_password(context, viewer, password)
    await context.limiter.take((ADDRESS_BY_ACCOUNT, viewer.account_id), (CHANGE_BY_ADDRESS, address))
    context.run_in_background(_send_change(context, viewer, address))


async def _send_change(context: CommandContext, viewer: Viewer, address: str) -> None:
    async with transaction():
        if not await Account.filter(~UNPROVEN, email=address).exists():
            await send_link(context, viewer.account_id, LinkPurpose.CHANGE_EMAIL, new_email=address)
    context.outbox.wake()


async def change_email(
    context: CommandContext,
    token: str,
    *,
    password: str | None = None,
    viewer: Viewer | None = None,
    client: str | None = None,
) -> None:
    """Use the link: set the new address, write to the old one, void all other links of the account.

    The link proves the mailbox, but not that its owner asked for the change: any account can have a link sent to any
    mailbox. So the link works where its account is signed in, or together with the password of the account.

    Raises:
        InvalidInput: names the field: token, when the link is unknown, used or expired, or another account has got the
            address meanwhile; password, when one is required or does not match. The link stays valid then.
        RateLimited: too many invalid links, or passwords that did not match.
        Unauthenticated: the account is blocked.
    """
    attempt = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    link = await find_link(context, token, LinkPurpose.CHANGE_EMAIL)
    await attempt.forget()
    if not is_signed_in_to_account(link, viewer):
        await _require_password_of(context, link, password)
    # The new address may be one that makes its account an officer's.
    await restart_feeds(context, await context.run_to_completion(_change(context, token)))


async def _require_password_of(context: CommandContext, link: EmailToken, password: str | None) -> None:
    if password is None:
        message = "password: the browser is not signed in to the account of the link; type the password of that account"
        raise InvalidInput("password", message)
    attempt = await context.limiter.take((PASSWORD_BY_ACCOUNT, link.account_id))
    account = await Account.get(id=link.account_id)
    if not await verify_password(password, account.password_hash):
        raise InvalidInput("password", "password: this is not the password of the account")
    await attempt.forget()


async def _change(context: CommandContext, token: str) -> UUID:
    now = context.clock.now()
    try:
        async with transaction():
            link = await use_link(context, LinkPurpose.CHANGE_EMAIL, token)
            account, new_email = link.account, link.new_email
            assert new_email is not None  # noqa: S101 - a link for a change always names the new address
            data = {"to": account.email}
            if account.email_verified_at is not None:
                # A mailbox that was never confirmed may be a stranger's, and the new address is what the client typed.
                data["email"] = new_email
            ended = await _erase_unproven(new_email, now, but=account.id)
            account.email = new_email
            account.email_verified_at = now
            await account.save(update_fields=["email", "email_verified_at"])
            await approve_by_domain(account, now)
            await void_links(account.id)
            await context.outbox.put(NewLetter(account.id, LetterKind.EMAIL_CHANGED, f"address {new_id()}", data))
    except IntegrityError as error:
        raise InvalidInput("token", "token: this link is unknown, was used already, or is too old") from error
    context.outbox.wake()
    await context.signals.account_erased()
    await context.signals.sessions_over(ended)
    return account.id


async def _erase_unproven(address: str, now: datetime, *, but: UUID) -> list[UUID]:
    """Erase another account that names this address but has never proved it; return the ids of its ended sessions."""
    unproven = await Account.filter(UNPROVEN, email=address).exclude(id=but).select_for_update().first()
    return [] if unproven is None else await erase_person(unproven.id, now)
