"""The open sessions of an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models.database import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One browser or client of one's own."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None
    user_agent: str


async def sessions_of(account_id: UUID, now: datetime) -> list[OpenSession]:
    """Return the open sessions, newest first, at most 100."""
    found = await rows(
        "SELECT id, created_at, last_used_at, user_agent FROM session"
        " WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id DESC LIMIT 100",
        account_id,
        now,
    )
    return [OpenSession(**item) for item in found]
