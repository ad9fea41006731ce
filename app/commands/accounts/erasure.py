"""Erasing oneself: what says who somebody was goes, what the city counts stays. See docs/personal-data.md."""

from datetime import datetime
from uuid import UUID

from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.passwords import prove_password
from app.commands.accounts.sessions import revoke_sessions
from app.commands.context import CommandContext
from app.commands.photos.anonymisation import forget_details
from app.commands.photos.stored_objects import discard_soon
from app.commands.requests.text_erasure import remove_words
from app.domain.roles import Locale, Role
from app.localisation import messages
from app.models.database import row, rows, transaction
from app.models.identity import new_id

_AVATAR = "SELECT avatar_key FROM account WHERE id = $1 AND avatar_key IS NOT NULL"
_FORGET = (
    "DELETE FROM push_subscription WHERE account_id = $1",
    "DELETE FROM email_token WHERE account_id = $1",
    # Letters that wait would carry a name and an address.
    "DELETE FROM letter WHERE account_id = $1",
    "DELETE FROM notification_preference WHERE account_id = $1",
    "DELETE FROM notification WHERE account_id = $1",
    "DELETE FROM follow WHERE account_id = $1",
    # Who decided what, and when, stays; why may tell who it was about.
    "UPDATE account_decision SET reason = NULL WHERE account_id = $1",
    "UPDATE session SET user_agent = '' WHERE account_id = $1",
)


async def erase_account(
    context: CommandContext, viewer: Viewer | None, password: str, *, redact_words: bool = False
) -> None:
    """Erase one's own account for good. Nobody can sign in to it again, and nobody can bring it back.

    ``redact_words`` also removes what the person wrote and showed: descriptions, comments, notes, photos of problems.
    The steps stay.

    Raises:
        InvalidInput: the password does not fit.
        RateLimited: too many that did not fit.
    """
    viewer = signed_in(viewer)
    await prove_password(context, viewer, password)
    await context.run_to_completion(_erase(context, viewer, redact_words=redact_words))


async def _erase(context: CommandContext, viewer: Viewer, *, redact_words: bool) -> None:
    # First the words: whoever is cut short in between can still sign in, and ask again.
    if redact_words:
        await remove_words(context, viewer)
    async with transaction():
        objects = [found["avatar_key"] for found in await rows(_AVATAR, viewer.account_id)]
        # The pictures are the city's, as the words are; where, when and with what they were taken was the person's.
        objects += await forget_details(viewer.account_id)
        ended = await forget_person(viewer.account_id, context.clock.now())
    await discard_soon(context, objects)
    await context.signals.person_gone()
    await context.signals.sessions_over(ended)


async def forget_person(account_id: UUID, now: datetime) -> list[UUID]:
    """Take away what says who this was, in the transaction of this task; return the sessions that ended."""
    # The address is a tombstone: unique, and in a domain that can have no mailbox. The real one is free again.
    await row(
        "UPDATE account SET name = $2, email = $3, password_hash = '', email_verified_at = NULL, avatar_key = NULL,"
        " blocked_at = coalesce(blocked_at, $4), erased_at = $4 WHERE id = $1 AND erased_at IS NULL RETURNING id",
        account_id,
        messages(Locale.KK).role(Role.CITIZEN),
        f"erased-{new_id().hex}@erased.invalid",
        now,
    )
    ended = await revoke_sessions(account_id, now)
    for statement in _FORGET:
        await rows(statement, account_id)
    await forget_details(account_id)
    await rows(
        "INSERT INTO leaderboard_leave (account_id, left_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        account_id,
        now,
    )
    return ended
