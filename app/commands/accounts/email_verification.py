"""Confirming the address of an account.

See docs/adr/0008-registration.md: a registration may name an address of another person, with a password of the client's
own choice. So the link, which proves the mailbox, confirms nothing by itself: it is opened where the account is signed
in, or together with a password. That password becomes the password of the account; if it differs from the one before,
all earlier sessions end.
"""

from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.known_devices import DeviceTokens
from app.auth.limits import LINK_BY_CLIENT, PASSWORD_BY_ACCOUNT, VERIFY_BY_ADDRESS, network_of
from app.auth.passwords import check_new_password, check_password_length, hash_password, verify_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts._city_domain import approve_by_domain
from app.commands.accounts._duplicate_registration import remove_unproven_access, void_confirmation_links
from app.commands.accounts._email_links import find_link, invalid_link, is_signed_in_to_account, send_link, use_link
from app.commands.accounts._registration_form import Registration
from app.commands.accounts.erasure import erase_person
from app.commands.accounts.registration import create_account
from app.commands.accounts.sessions import SignedIn, open_session, restart_feeds
from app.commands.context import CommandContext
from app.domain.notifications.letters import LinkPurpose
from app.errors import InvalidInput, Unauthenticated
from app.models import Account, EmailToken
from app.models.database import transaction


async def verify_email(
    context: CommandContext,
    token: str,
    user_agent: str = "",
    *,
    password: str | None = None,
    viewer: Viewer | None = None,
    client: str | None = None,
    devices: DeviceTokens | None = None,
) -> SignedIn:
    """Use the link from the letter, once, and sign in.

    Where the viewer is signed in to the account of the link, the link is enough. Elsewhere a password is required: the
    present one changes nothing, another one becomes the password and ends every session. A link of a second
    registration (see ``_duplicate_registration``) requires the password of that registration everywhere.

    Raises:
        InvalidInput: names the field: token, when the link is unknown, used or expired; password, when one is required
            or has not the form of one. The link stays valid then.
        Unauthenticated: the account is blocked.
        RateLimited: too many invalid links, or too many passwords.
    """
    attempt = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    link = await find_link(context, token, LinkPurpose.VERIFY_EMAIL, LinkPurpose.REGISTER_ANEW)
    await attempt.forget()
    if link.registration is not None:
        account = await _register_again(context, token, link, password)
    elif is_signed_in_to_account(link, viewer):
        account = await context.run_to_completion(_confirm(context, token, new_hash=None))
    else:
        account = await _confirm_by_password(context, token, link, password)
    await restart_feeds(context, account.id)
    return await open_session(context, account, user_agent, devices)


async def resend_verification(context: CommandContext, viewer: Viewer | None) -> bool:
    """Send another link to the address of the viewer; return False when the address is confirmed already.

    Raises:
        RateLimited: too many letters to this address.
    """
    viewer = require(viewer, "resendVerification")
    account = await Account.get(id=viewer.account_id)
    if account.email_verified_at is not None:
        return False
    await context.limiter.take((VERIFY_BY_ADDRESS, account.email))
    await context.run_to_completion(_send(context, account.id))
    return True


async def _send(context: CommandContext, account_id: UUID) -> None:
    async with transaction():
        await send_link(context, account_id, LinkPurpose.VERIFY_EMAIL)
    context.outbox.wake()


async def _confirm_by_password(context: CommandContext, token: str, link: EmailToken, password: str | None) -> Account:
    account, password = await _account_and_password(link, password)
    check_password_length(password)
    # Each attempt costs a hash. The limit hinders no owner: with the link any password is accepted.
    await context.limiter.take((PASSWORD_BY_ACCOUNT, link.id))
    matches = await verify_password(password, account.password_hash)
    if not matches:
        check_new_password(password, account.name, account.email)
    new_hash = None if matches else await hash_password(password)
    return await context.run_to_completion(_confirm(context, token, new_hash=new_hash))


async def _account_and_password(link: EmailToken, password: str | None) -> tuple[Account, str]:
    """Return the account of the link and the password, which must have been given."""
    account = await Account.get(id=link.account_id)
    if account.blocked_at is not None:
        raise Unauthenticated("this account is blocked")
    if password is None:
        message = "the browser is not signed in to the account of the link; type the password to confirm the address"
        raise InvalidInput("password", f"password: {message}")
    return account, password


async def _confirm(context: CommandContext, token: str, *, new_hash: str | None) -> Account:
    """Confirm the address. With a new password, everything that was set up with the old one is removed."""
    now, ended = context.clock.now(), list[UUID]()
    async with transaction():
        account = (await use_link(context, LinkPurpose.VERIFY_EMAIL, token)).account
        account.email_verified_at = account.email_verified_at or now
        if new_hash is not None:
            account.password_hash = new_hash
            ended = await remove_unproven_access(account.id, now)
        await account.save(update_fields=["email_verified_at", "password_hash"])
        await approve_by_domain(account, now)
        await void_confirmation_links(account.id)
    await context.signals.sessions_over(ended)
    return account


async def _register_again(context: CommandContext, token: str, link: EmailToken, password: str | None) -> Account:
    _, password = await _account_and_password(link, password)
    stored: dict[str, Any] = link.registration or {}
    await context.limiter.take((PASSWORD_BY_ACCOUNT, link.id))
    if not await verify_password(password, stored["password_hash"]):
        message = "password: this is not the password of the registration that the letter is about"
        raise InvalidInput("password", message)
    return await context.run_to_completion(_replace_account(context, token, stored))


async def _replace_account(context: CommandContext, token: str, stored: dict[str, Any]) -> Account:
    """Erase the unconfirmed account and create another one from the stored form, with none of the first one's data."""
    now = context.clock.now()
    try:
        async with transaction():
            unproven = (await use_link(context, LinkPurpose.REGISTER_ANEW, token)).account
            if not unproven.is_unproven:
                raise invalid_link()
            ended = await erase_person(unproven.id, now)
            form = Registration.from_json(stored)
            account = await create_account(context, form, stored["password_hash"], verified_at=now)
    except IntegrityError as error:
        raise invalid_link() from error
    await context.signals.account_erased()
    await context.signals.sessions_over(ended)
    return account
