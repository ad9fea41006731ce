"""Erasing oneself: what says who somebody was goes, what the city counts stays. See docs/personal-data.md."""

from uuid import UUID

from app.auth.viewer import Viewer, signed_in
from app.commands.desk import Desk
from app.commands.objects import discard_soon
from app.commands.passwords import prove_password
from app.commands.sessions import revoke_sessions
from app.models.database import row, rows, transaction
from app.models.identity import new_id

NAMELESS = "Тұрғын"
_OBJECTS = """
    SELECT original_key AS key FROM photo WHERE account_id = $1 AND original_key IS NOT NULL
    UNION SELECT avatar_key FROM account WHERE id = $1 AND avatar_key IS NOT NULL
"""
_FORGET = (
    "DELETE FROM push_subscription WHERE account_id = $1",
    "DELETE FROM email_token WHERE account_id = $1",
    # Letters that wait would carry a name and an address.
    "DELETE FROM letter WHERE account_id = $1",
    "DELETE FROM notification_preference WHERE account_id = $1",
    "DELETE FROM notification WHERE account_id = $1",
    "DELETE FROM follow WHERE account_id = $1",
    "UPDATE session SET user_agent = '' WHERE account_id = $1",
    # The pictures are the city's, as the words are; where, when and with what they were taken was the person's.
    "UPDATE photo SET original_key = NULL, camera = NULL, taken_at = NULL, latitude = NULL, longitude = NULL,"
    " shot_latitude = NULL, shot_longitude = NULL, shot_accuracy_metres = NULL, shot_taken_at = NULL"
    " WHERE account_id = $1",
)


async def erase_account(desk: Desk, viewer: Viewer | None, password: str) -> None:
    """Erase one's own account for good. Nobody can sign in to it again, and nobody can bring it back.

    Raises:
        InvalidInput: the password does not fit.
        RateLimited: too many that did not fit.
    """
    viewer = signed_in(viewer)
    await prove_password(desk, viewer, password)
    await desk.see_through(_erase(desk, viewer.account_id))


async def _erase(desk: Desk, account_id: UUID) -> None:
    now = desk.clock.now()
    async with transaction():
        objects = [found["key"] for found in await rows(_OBJECTS, account_id)]
        # The address is a tombstone: unique, and in a domain that can have no mailbox. The real one is free again.
        await row(
            "UPDATE account SET name = $2, email = $3, password_hash = '', email_verified_at = NULL, avatar_key = NULL,"
            " blocked_at = coalesce(blocked_at, $4), erased_at = $4 WHERE id = $1 AND erased_at IS NULL RETURNING id",
            account_id,
            NAMELESS,
            f"erased-{new_id().hex}@erased.invalid",
            now,
        )
        ended = await revoke_sessions(account_id, now)
        for statement in _FORGET:
            await rows(statement, account_id)
        await rows(
            "INSERT INTO leaderboard_leave (account_id, left_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            account_id,
            now,
        )
    await discard_soon(desk, objects)
    await desk.signals.sessions_over(ended)
