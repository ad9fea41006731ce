"""Which stored objects a row names, and the locks of their keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.models.database import rows

_LOCK = "SELECT {}(hashtextextended(key, 7)) FROM (SELECT unnest($1::text[]) AS key ORDER BY 1) AS sorted"
_LOCK_SHARED = _LOCK.format("pg_advisory_xact_lock_shared")
_LOCK_EXCLUSIVE = _LOCK.format("pg_advisory_xact_lock")
_REFERENCED = """
    SELECT wanted FROM unnest($1::text[]) AS t(wanted)
    WHERE EXISTS (SELECT FROM photo WHERE original_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE small_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE medium_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE large_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM account WHERE avatar_key = wanted)
       OR EXISTS (SELECT FROM upload_intent WHERE key = wanted AND at > $2)
"""


async def lock_keys_for_upload(keys: Sequence[str]) -> None:
    """Keep these objects from being deleted until the transaction ends; uploads of the same bytes may run together."""
    await rows(_LOCK_SHARED, list(keys))


async def lock_keys_for_deletion(keys: Sequence[str]) -> None:
    """Let no upload of these objects begin until the transaction ends."""
    await rows(_LOCK_EXCLUSIVE, list(keys))


async def insert_upload_intents(upload_id: UUID, keys: Sequence[str], at: datetime) -> None:
    """Write one intent for each key, all in one statement."""
    await rows(
        "INSERT INTO upload_intent (upload_id, key, at) SELECT $1, unnest($2::text[]), $3", upload_id, list(keys), at
    )


async def referenced_keys(keys: Sequence[str], intents_since: datetime) -> frozenset[str]:
    """Return those of the keys that a photo, an avatar or an intent after ``intents_since`` names."""
    return frozenset(found["wanted"] for found in await rows(_REFERENCED, list(keys), intents_since))
