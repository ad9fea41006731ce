"""The open sessions of an account."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from app.models import Session

MOST_SESSIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One browser or client in which an account is signed in."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime
    user_agent: str


_FIELDS = tuple(field.name for field in fields(OpenSession))


async def sessions_of(account_id: UUID, now: datetime) -> list[OpenSession]:
    """Return the open sessions, newest first, at most 100."""
    sessions = Session.filter(account_id=account_id, revoked_at=None, expires_at__gt=now)
    found = await sessions.order_by("-created_at", "-id").limit(MOST_SESSIONS).values(*_FIELDS)
    return [OpenSession(**item) for item in found]
