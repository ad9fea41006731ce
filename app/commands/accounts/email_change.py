"""The address of an account: changed by a link that only the owner of the new one can open."""

from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import ADDRESS_BY_ACCOUNT, LINK_BY_CLIENT, PASSWORD_BY_ACCOUNT, network_of
from app.auth.passwords import verify_password
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts.duplicate_registration import NOBODYS
from app.commands.accounts.email_links import find_link, opened_at_home, send_link, use_link, void_links
from app.commands.accounts.erasure import forget_person
from app.commands.accounts.passwords import prove_password
from app.commands.accounts.registration import check_state_domain, clean_email
from app.commands.context import CommandContext
from app.domain.letters import LetterKind, LinkPurpose
from app.domain.roles import Role
from app.errors import InvalidInput
from app.models import Account, EmailToken
from app.models.database import row, transaction
from app.models.identity import new_id
from app.notifications.outbox import NewLetter


async def request_email_change(context: CommandContext, viewer: Viewer | None, email: str, password: str) -> None:
    """Send a link to the new address; until it is opened nothing changes.

    The answer is the same when the address belongs to somebody else: then their mailbox gets nothing.

    Raises:
        InvalidInput: names the field: email or password.
        RateLimited: too many letters, or too many passwords that did not fit.
    """
    viewer = require(viewer, "requestEmailChange")
    address = clean_email(email)
    if viewer.role is Role.AKIMAT:
        check_state_domain(address, context.gov_domains)
    await prove_password(context, viewer, password)
    await context.limiter.take((ADDRESS_BY_ACCOUNT, viewer.account_id))
    context.run_in_background(_send_change(context, viewer, address))


async def _send_change(context: CommandContext, viewer: Viewer, address: str) -> None:
    async with transaction():
        if await row(f"SELECT 1 FROM account WHERE email = $1 AND NOT ({NOBODYS})", address) is None:  # noqa: S608 - a constant
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
    """Use the link; the old address is told, and all other links of the account are closed.

    The link proves the mailbox, not that its owner asked for this: anybody can have a link sent there. So it is opened
    where its account is signed in, or with the password of the account.

    Raises:
        InvalidInput: names the field: token, when the link is unknown, used, or too old, or the address has got an
            account meanwhile; password, when one is wanted or does not fit. The link stays good then.
        RateLimited: too many links that were none, or passwords that did not fit.
        Unauthenticated: the account is blocked.
    """
    tried = await context.limiter.take((LINK_BY_CLIENT, network_of(client)))
    link = await find_link(context, token, LinkPurpose.CHANGE_EMAIL)
    await tried.forget()
    if not opened_at_home(link, viewer):
        await _prove_by_password(context, link, password)
    await context.run_to_completion(_change(context, token))


async def _prove_by_password(context: CommandContext, link: EmailToken, password: str | None) -> None:
    if password is None:
        words = "password: the link was opened where nobody is signed in to its account; type the password of that"
        raise InvalidInput("password", words)
    tried = await context.limiter.take((PASSWORD_BY_ACCOUNT, link.account_id))
    account = await Account.get(id=link.account_id)
    if not await verify_password(password, account.password_hash):
        raise InvalidInput("password", "password: this is not the password of the account")
    await tried.forget()


async def _change(context: CommandContext, token: str) -> None:
    try:
        async with transaction() as connection:
            used = await use_link(context, LinkPurpose.CHANGE_EMAIL, token)
            account = await Account.get(id=used["account_id"], using_db=connection)
            data = {"to": account.email, "email": used["new_email"]}
            ended = await _make_room(account.id, used["new_email"], context.clock.now())
            account.email = used["new_email"]
            account.email_verified_at = context.clock.now()
            await account.save(using_db=connection, update_fields=["email", "email_verified_at"])
            await void_links(account.id)
            await context.outbox.put(NewLetter(account.id, LetterKind.EMAIL_CHANGED, f"address {new_id()}", data))
    except IntegrityError as error:
        raise InvalidInput("token", "token: this link is unknown, was used already, or is too old") from error
    context.outbox.wake()
    await context.signals.person_gone()
    await context.signals.sessions_over(ended)


async def _make_room(account_id: UUID, address: str, now: datetime) -> list[UUID]:
    """Erase an account that only says it has this address; return the sessions that ended."""
    found = await row(
        f"SELECT id FROM account WHERE email = $1 AND id <> $2 AND {NOBODYS} FOR UPDATE",  # noqa: S608 - a constant
        address,
        account_id,
    )
    return [] if found is None else await forget_person(found["id"], now)
