"""Copying the followers of requests, and taking the copies back."""

from datetime import datetime
from uuid import UUID

from app.models.accounts.city_account import note_followers
from app.models.database import rows
from app.models.log.whole_log import events_of

# The lock lets an erasure that runs at the same time end first, so that no erased account follows anything.
_COPY = """
    INSERT INTO follow (account_id, request_id, created_at)
    SELECT a.id, $2::uuid, $3::timestamptz FROM account a WHERE a.erased_at IS NULL
        AND a.id IN (SELECT account_id FROM follow WHERE request_id = $1 UNION SELECT $4::uuid)
    ORDER BY a.id
    FOR SHARE OF a
    ON CONFLICT (request_id, account_id) DO NOTHING
"""

# A copy has the time of its merge. It stays where another merged request, or the account itself, is the reason.
_REMOVE = f"""
    DELETE FROM follow copied WHERE copied.request_id = $2
        AND copied.created_at = (SELECT at FROM {events_of("= $1")} AS event WHERE kind = 'MERGED'
            ORDER BY version DESC LIMIT 1)
        AND (copied.account_id = $3::uuid
            OR EXISTS (SELECT FROM follow own WHERE own.request_id = $1 AND own.account_id = copied.account_id))
        AND NOT EXISTS (SELECT FROM service_request other WHERE other.merged_into = $2 AND other.id <> $1
            AND (other.author_id = copied.account_id OR EXISTS (SELECT FROM follow theirs
                WHERE theirs.request_id = other.id AND theirs.account_id = copied.account_id)))
"""  # noqa: S608 - constants


async def remove_copied_followers(request_id: UUID, into_id: UUID, *, also: UUID | None) -> None:
    """Undo ``copy_followers`` of a merge: who followed the other request for another reason still follows it."""
    await rows(_REMOVE, request_id, into_id, also)


async def copy_followers(request_id: UUID, into_id: UUID, *, also: UUID | None, at: datetime) -> None:
    """Let the followers of one request, and the account ``also``, follow another request too; erased ones do not."""
    await rows(_COPY, request_id, into_id, at, also)
    await note_followers(into_id)
