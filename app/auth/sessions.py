"""Reading sessions: from a token or an id to the viewer.

A model read of a session with its account costs four times the CPU of this SQL (docs/adr/0014-orm-where-plain.md), and
every request and every socket makes one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.auth.tokens import token_hash
from app.auth.viewer import CityBlock, Viewer
from app.domain.accounts.roles import Locale, Role, is_approved
from app.models.database import row, rows

COOKIE = "qala_session"
# The reason is that of the latest decision. Nearly all accounts are blocked nowhere, and cost no subquery.
BLOCKS = (
    "CASE WHEN a.blocked_cities <> '{}' THEN (SELECT jsonb_object_agg(city_id, reason) FROM"
    " (SELECT DISTINCT ON (c.id) c.id AS city_id, d.reason FROM unnest(a.blocked_cities) AS c(id)"
    " LEFT JOIN account_decision d ON d.account_id = a.id AND d.city_id = c.id AND d.kind = 'BLOCKED'"
    " AND NOT d.everywhere ORDER BY c.id, d.at DESC) AS latest) END AS blocks"
)
"""The cities that blocked ``account a``, with the reasons, as a JSON object; NULL for none."""
_SELECT = (
    "SELECT s.id AS session_id, s.expires_at, s.last_used_at,"  # noqa: S608 - built from a constant
    " a.id, a.role, a.city_id, a.locale,"
    " a.approved_at, a.category_ids,"
    f" {BLOCKS}"
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


async def blocks_of(account_id: UUID) -> tuple[CityBlock, ...]:
    """Return the cities in which this account may not act."""
    found = await row(f"SELECT {BLOCKS} FROM account a WHERE a.id = $1", account_id)  # noqa: S608 - a constant
    return city_blocks(found["blocks"]) if found else ()


def city_blocks(blocks: Any) -> tuple[CityBlock, ...]:
    """Return the blocks of the column ``BLOCKS``."""
    stored = orjson.loads(blocks) if isinstance(blocks, str | bytes) else blocks
    return tuple(CityBlock(city_id, reason) for city_id, reason in sorted((stored or {}).items()))


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
        blocks=city_blocks(found["blocks"]),
    )
