"""Links of an account that are sent by letter: made, and used once."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.tokens import token_hash
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.letters import LetterKind, LinkPurpose
from app.errors import InvalidInput, Unauthenticated
from app.models import EmailToken
from app.models.database import row, rows
from app.models.identity import new_id
from app.notifications.outbox import NewLetter

LINK_HOURS = {
    LinkPurpose.VERIFY_EMAIL: 48,
    LinkPurpose.RESET_PASSWORD: 2,
    LinkPurpose.CHANGE_EMAIL: 24,
    LinkPurpose.REGISTER_ANEW: 48,
}


async def send_link(
    context: CommandContext,
    account_id: UUID,
    purpose: LinkPurpose,
    *,
    new_email: str | None = None,
    registration: dict[str, Any] | None = None,
) -> None:
    """Make a link and put its letter into the outbox, in the transaction of this task."""
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
    """Return the link if it would open, and leave it closed.

    Raises:
        InvalidInput: unknown, used, too old, or for something else.
    """
    found = await EmailToken.get_or_none(
        token_hash=token_hash(token), used_at=None, expires_at__gt=context.clock.now(), purpose__in=purposes
    )
    if found is None:
        raise closed_link()
    return found


def opened_at_home(link: EmailToken, viewer: Viewer | None) -> bool:
    """Whether the link is opened where its account is signed in: by whoever asked for it, then."""
    return viewer is not None and viewer.session_id is not None and viewer.account_id == link.account_id


async def use_link(context: CommandContext, purpose: LinkPurpose, token: str) -> Mapping[str, Any]:
    """Use the link up in the transaction of this task, with the account locked; return account_id and new_email.

    Raises:
        InvalidInput: unknown, used, too old, or for something else.
        Unauthenticated: the account is blocked.
    """
    used = await row(
        f"UPDATE email_token SET used_at = $2 WHERE {_OPEN} RETURNING account_id, new_email",  # noqa: S608 - a constant
        token_hash(token),
        context.clock.now(),
        purpose.value,
    )
    if used is None:
        raise closed_link()
    if await row("SELECT 1 FROM account WHERE id = $1 AND blocked_at IS NULL FOR UPDATE", used["account_id"]) is None:
        raise Unauthenticated("this account is blocked")
    return used


async def void_links(account_id: UUID, *, purposes: Iterable[LinkPurpose] = LinkPurpose) -> None:
    """Close open links of the account, in the transaction of this task: what they were for has been overtaken."""
    await rows(
        "DELETE FROM email_token WHERE account_id = $1 AND used_at IS NULL AND purpose = ANY($2)",
        account_id,
        [purpose.value for purpose in purposes],
    )


_OPEN = "token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND purpose = $3"


def closed_link() -> InvalidInput:
    """Return the refusal of a link, whatever is wrong with it."""
    return InvalidInput("token", "token: this link is unknown, was used already, or is too old")
