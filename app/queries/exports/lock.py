"""One export at a time for each account, in all processes together."""

from uuid import UUID

from app.models.database import row

_EXPORTS = 0x51414C44
"""The first key of these locks, so that they meet no others."""


async def take_export_lock(account_id: UUID) -> bool:
    """Return whether no other export of this account runs; if so, none can begin until the transaction ends."""
    found = await row("SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS taken", _EXPORTS, str(account_id))
    return found is not None and bool(found["taken"])
