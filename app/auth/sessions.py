"""Reading sessions: from a token or an id to the viewer.

A model read of a session with its account costs four times the CPU of this SQL (docs/adr/0014-orm-where-plain.md), and
every request and every socket makes one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.tokens import token_hash
from app.auth.viewer import Viewer
from app.domain.roles import Locale, Role, is_approved
from app.models.database import row, rows

COOKIE = "qala_session"
_SELECT = (
    "SELECT s.id AS session_id, s.expires_at, s.last_used_at, a.id, a.role, a.city_id, a.locale,"
    " a.approved_at, a.category_ids"
    " FROM session s JOIN account a ON a.id = s.account_id"
    " WHERE s.revoked_at IS NULL AND s.expires_at > $2 AND a.blocked_at IS NULL AND "
)


async def viewer_of_token(token: str, now: datetime) -> Viewer | None:
    """Return the viewer of a token as the tables have it now; None once the session ended or the account is blocked."""
    return _viewer(await row(_SELECT + "s.token_hash = $1", token_hash(token), now))


async def living_sessions(session_ids: Iterable[UUID], now: datetime) -> dict[UUID, str]:
    """Return the rights of each of these sessions that has not ended; see ``Viewer.rights``."""
    found = map(_viewer, await rows(_SELECT + "s.id = ANY($1)", list(session_ids), now))
    return {viewer.session_id: viewer.rights for viewer in found if viewer and viewer.session_id}


def _viewer(found: dict[str, Any] | None) -> Viewer | None:
    if found is None:
        return None
    role = Role(found["role"])
    return Viewer(
        account_id=found["id"],
        session_id=found["session_id"],
        expires_at=found["expires_at"],
        last_used_at=found["last_used_at"],
        registered_role=role,
        city_id=found["city_id"],
        locale=Locale(found["locale"]),
        category_ids=frozenset(found["category_ids"]),
        approved=is_approved(role, found["approved_at"]),
    )
