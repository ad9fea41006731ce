"""The rights of an account, read and kept as they are until the transaction ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


async def lock_rights(account_id: UUID) -> StoredRights | None:
    """Return the rights; nothing of the row changes before the transaction ends. None where the account is gone."""
    found = await row(
        "SELECT role, approved_at, blocked_at, blocked_cities FROM account WHERE id = $1 FOR SHARE", account_id
    )
    return StoredRights(**{**found, "role": Role(found["role"])}) if found else None
