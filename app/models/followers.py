"""Reading and copying the followers of requests."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.models.database import rows

_COPY = """
    INSERT INTO follow (account_id, request_id, created_at)
    SELECT account_id, $2::uuid, $3::timestamptz FROM follow WHERE request_id = $1
    UNION SELECT $4::uuid, $2::uuid, $3::timestamptz WHERE $4::uuid IS NOT NULL
    ON CONFLICT (request_id, account_id) DO NOTHING
"""


async def followers_of(request_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return the followers of each request; a request without followers is missing.

    Every step reads them, so it is SQL: a model read would build an object for each follower.
    """
    found = await rows(
        "SELECT request_id, array_agg(account_id) AS ids FROM follow WHERE request_id = ANY($1) GROUP BY request_id",
        list(request_ids),
    )
    return {item["request_id"]: frozenset(item["ids"]) for item in found}


async def copy_followers(request_id: UUID, into_id: UUID, *, also: UUID | None, at: datetime) -> None:
    """Let the followers of one request, and the account ``also``, follow another request too."""
    await rows(_COPY, request_id, into_id, at, also)
