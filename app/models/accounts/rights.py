"""The rights of an account, read and kept as they are until the transaction ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.accounts.roles import Role
from app.models.database import row


@dataclass(frozen=True, slots=True)
class StoredRights:
    """What decides whether an account may act."""

    role: Role
    approved_at: datetime | None
    blocked_at: datetime | None
    """Also set where the account was erased."""
    blocked_cities: Sequence[str]


_RIGHTS = "role, approved_at, blocked_at, blocked_cities"
_LOCK = f"SELECT {_RIGHTS} FROM account WHERE id = $1 FOR SHARE"  # noqa: S608 - names of columns only
_LOCK_WITH_FOLLOWERS = (
    f"SELECT {_RIGHTS}, ARRAY(SELECT account_id FROM follow WHERE request_id = $2) AS followers"  # noqa: S608 - columns
    " FROM account WHERE id = $1 FOR SHARE"
)


async def lock_rights(account_id: UUID) -> StoredRights | None:
    """Return the rights; nothing of the row changes before the transaction ends. None where the account is gone."""
    found = await row(_LOCK, account_id)
    return _rights(found) if found else None


async def lock_rights_and_read_followers(
    account_id: UUID, request_id: UUID
) -> tuple[StoredRights | None, frozenset[UUID]]:
    """Return the same, and who follows the request: each step needs both, and a round trip costs as much as either.

    The caller holds the lock of the request: this statement begins after it, so it finds the followers that a merge
    has brought, which holds that lock too.
    """
    found = await row(_LOCK_WITH_FOLLOWERS, account_id, request_id)
    return (_rights(found), frozenset(found["followers"])) if found else (None, frozenset())


def _rights(found: Mapping[str, Any]) -> StoredRights:
    return StoredRights(Role(found["role"]), found["approved_at"], found["blocked_at"], found["blocked_cities"])
