"""Copying the followers of requests."""

from datetime import datetime
from uuid import UUID

from app.models.database import rows

_COPY = """
    INSERT INTO follow (account_id, request_id, created_at)
    SELECT account_id, $2::uuid, $3::timestamptz FROM follow WHERE request_id = $1
    UNION SELECT $4::uuid, $2::uuid, $3::timestamptz WHERE $4::uuid IS NOT NULL
    ON CONFLICT (request_id, account_id) DO NOTHING
"""


async def copy_followers(request_id: UUID, into_id: UUID, *, also: UUID | None, at: datetime) -> None:
    """Let the followers of one request, and the account ``also``, follow another request too."""
    await rows(_COPY, request_id, into_id, at, also)
