"""Confirming an address: the link proves the mailbox, and something else has to prove that the account is theirs.

See docs/adr/0008-registration.md: whoever registers may type an address that is somebody else's, with a password of
their own. So the link alone confirms nothing: it is opened where the account is signed in, or with a password. That
password is the account's from then on; if it was another one before, everybody else is out.
"""

from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import LINK_BY_CLIENT, PASSWORD_BY_ACCOUNT, VERIFY_BY_ADDRESS, network_of
from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts.duplicate_registration import NOBODYS, put_out, read_form, settle
from app.commands.accounts.email_links import closed_link, find_link, opened_at_home, send_link, use_link
from app.commands.accounts.erasure import forget_person
from app.commands.accounts.registration import make_account
from app.commands.accounts.sessions import SignedIn, open_session, renew_session
from app.commands.context import CommandContext
from app.domain.letters import LinkPurpose
from app.errors import InvalidInput, Unauthenticated
from app.models import Account, EmailToken
from app.models.database import row, transaction

PASSWORD_WANTED = (
    "password: the link was opened where nobody is signed in to its account; type the password to confirm it"  # noqa: S105 - words
)


async def verify_email(
    context: CommandContext,
    token: str,
    user_agent: str = "",
    *,
    password: str | None = None,
    viewer: Viewer | None = None,
    client: str | None = None,
) -> SignedIn:
    """Use the link from the letter, once; signs in.

    Where the viewer is signed in to the account of the link, the link is enough. Elsewhere the password decides: the
    one of the registration changes nothing, another one becomes the password, and ends every session there was. A link
    of a second registration (see contested.py) opens with the password of that one alone, wherever it is opened.

    Raises:
        InvalidInput: names the field: token, when the link is unknown, used, or too old; password, when one is wanted
            or has not the form of one. The link stays good then.
        Unauthenticated: the account is blocked.
        RateLimited: too many links that were none, or too many passwords.
    """
    tried = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    link = await find_link(context, token, LinkPurpose.VERIFY_EMAIL, LinkPurpose.REGISTER_ANEW)
    await tried.forget()
    if link.registration is not None:
        account = await _register_anew(context, token, link, password)
    elif opened_at_home(link, viewer):
        account = await context.run_to_completion(_confirm(context, token, None))
    else:
        account = await _confirm_by_password(context, token, link, password)
    await renew_session(context, account.id)
    return await open_session(context, account, user_agent)


async def resend_verification(context: CommandContext, viewer: Viewer | None) -> bool:
    """Send the link once more to the address of the viewer; false when it has been confirmed already.

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
    account, password = await _insist(link, password)
    check_password_form(password)
    # Each try costs a hash; and whoever holds the link needs no guessing, so nothing honest is in the way of a limit.
    await context.limiter.take((PASSWORD_BY_ACCOUNT, link.id))
    if await verify_password(password, account.password_hash):
        return await context.run_to_completion(_confirm(context, token, None))
    return await context.run_to_completion(_confirm(context, token, await hash_password(password)))


async def _insist(link: EmailToken, password: str | None) -> tuple[Account, str]:
    account = await Account.get(id=link.account_id)
    if account.blocked_at is not None:
        raise Unauthenticated("this account is blocked")
    if password is None:
        raise InvalidInput("password", PASSWORD_WANTED)
    return account, password


async def _confirm(context: CommandContext, token: str, password_hash: str | None) -> Account:
    """Confirm the address; with another password, the account is whose mailbox it is, and nobody else's."""
    now, ended = context.clock.now(), list[UUID]()
    async with transaction():
        used = await use_link(context, LinkPurpose.VERIFY_EMAIL, token)
        account = await Account.get(id=used["account_id"])
        account.email_verified_at = account.email_verified_at or now
        if password_hash is not None:
            account.password_hash = password_hash
            ended = await put_out(account.id, now)
        await account.save(update_fields=["email_verified_at", "password_hash"])
        await settle(account.id)
    await context.signals.sessions_over(ended)
    return account


async def _register_anew(context: CommandContext, token: str, link: EmailToken, password: str | None) -> Account:
    _, password = await _insist(link, password)
    kept: dict[str, Any] = link.registration or {}
    await context.limiter.take((PASSWORD_BY_ACCOUNT, link.id))
    if not await verify_password(password, kept["password_hash"]):
        raise InvalidInput(
            "password", "password: this is not the password of the registration that the letter is about"
        )
    return await context.run_to_completion(_replace(context, token, kept))


async def _replace(context: CommandContext, token: str, kept: dict[str, Any]) -> Account:
    """Erase the account that nobody confirmed, and make the one that was: what a stranger did is not the owner's."""
    now = context.clock.now()
    try:
        async with transaction():
            used = await use_link(context, LinkPurpose.REGISTER_ANEW, token)
            if not await row(f"SELECT 1 FROM account WHERE id = $1 AND {NOBODYS}", used["account_id"]):  # noqa: S608 - a constant
                raise closed_link()
            ended = await forget_person(used["account_id"], now)
            account = await make_account(context, read_form(kept), kept["password_hash"], verified_at=now)
    except IntegrityError as error:
        raise closed_link() from error
    await context.signals.person_gone()
    await context.signals.sessions_over(ended)
    return account
