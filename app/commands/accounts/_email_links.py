"""Links of an account that are sent by letter and work once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.tokens import token_hash
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.notifications.letters import LINK_HOURS, LetterKind, LinkPurpose
from app.errors import InvalidInput, Unauthenticated
from app.models import Account, EmailToken
from app.models.accounts.email_token import consume_token
from app.models.identity import new_id
from app.notifications.outbox import NewLetter


@dataclass(frozen=True, slots=True)
class UsedLink:
    """A link that has just been used, and its account, locked until the transaction ends."""

    account: Account
    new_email: str | None


async def send_link(
    context: CommandContext,
    account_id: UUID,
    purpose: LinkPurpose,
    *,
    new_email: str | None = None,
    registration: dict[str, Any] | None = None,
) -> None:
    """Store a new link and put its letter into the outbox, in the current transaction."""
    now, link_id, hours = context.clock.now(), new_id(), LINK_HOURS[purpose]
    await EmailToken.create(
        id=link_id,
        token_hash=token_hash(context.links.account_token(purpose, link_id)),
        account_id=account_id,
        purpose=purpose,
        new_email=new_email,
        registration=registration,
        created_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    data: dict[str, Any] = {"email_token_id": str(link_id), "hours": hours}
    if new_email is not None:
        data["to"] = new_email
    await context.outbox.put(NewLetter(account_id, LetterKind(purpose.value), f"token {link_id}", data))


async def find_link(context: CommandContext, token: str, *purposes: LinkPurpose) -> EmailToken:
    """Return a link that can still be used for one of the purposes, without using it.

    Raises:
        InvalidInput: the link is unknown, used, expired, or for another purpose.
    """
    found = await EmailToken.get_or_none(
        token_hash=token_hash(token), used_at=None, expires_at__gt=context.clock.now(), purpose__in=purposes
    )
    if found is None:
        raise invalid_link()
    return found


def is_signed_in_to_account(link: EmailToken, viewer: Viewer | None) -> bool:
    """Whether the client that opened the link has a session of the account that the link belongs to."""
    return viewer is not None and viewer.session_id is not None and viewer.account_id == link.account_id


async def use_link(context: CommandContext, purpose: LinkPurpose, token: str) -> UsedLink:
    """Mark the link as used and lock its account, in the current transaction.

    Raises:
        InvalidInput: the link is unknown, used, expired, or for another purpose.
        Unauthenticated: the account is blocked.
    """
    found = await EmailToken.get_or_none(token_hash=token_hash(token))
    # The account before its link, as every step that voids links does; otherwise two of them could wait for each other.
    account = await Account.select_for_update().get_or_none(id=found.account_id) if found else None
    consumed = await consume_token(token_hash(token), purpose, context.clock.now())
    if account is None or consumed is None:
        raise invalid_link()
    if account.blocked_at is not None:
        raise Unauthenticated("this account is blocked")
    return UsedLink(account, consumed.new_email)


async def void_links(account_id: UUID, *, purposes: Iterable[LinkPurpose] = LinkPurpose) -> None:
    """Delete unused links of the account for these purposes, in the current transaction."""
    await EmailToken.filter(account_id=account_id, used_at=None, purpose__in=list(purposes)).delete()


def invalid_link() -> InvalidInput:
    """Return the refusal of a link. It is the same whatever is wrong with the link."""
    return InvalidInput("token", "token: this link is unknown, was used already, or is too old")
