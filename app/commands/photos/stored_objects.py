"""What lies in the storage, and which rows name it: nothing is taken away that a row names, or soon will.

An upload writes down what it is about to put (an intent), puts it, and takes the intent back in the transaction that
writes the rows. Whoever takes objects away holds the lock of their keys meanwhile, so that no upload of the same bytes
can begin in between.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.commands.context import CommandContext
from app.errors import StorageError
from app.models.database import rows, transaction

log = structlog.get_logger()

FORGOTTEN_AFTER = timedelta(days=1)
"""No upload takes that long: what it has not written into a row by then is nobody's."""

BATCH = 100
_LOCK = "SELECT {}(hashtextextended(key, 7)) FROM (SELECT unnest($1::text[]) AS key ORDER BY 1) AS sorted"
_HOLD_OFF = _LOCK.format("pg_advisory_xact_lock_shared")
_TAKE_AWAY = _LOCK.format("pg_advisory_xact_lock")
_NEEDED = """
    SELECT wanted FROM unnest($1::text[]) AS t(wanted)
    WHERE EXISTS (SELECT FROM photo WHERE original_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE small_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE medium_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM photo WHERE large_key = wanted AND retracted_at IS NULL)
       OR EXISTS (SELECT FROM account WHERE avatar_key = wanted)
       OR EXISTS (SELECT FROM upload_intent WHERE key = wanted AND at > $2)
"""


async def intend(context: CommandContext, upload_id: UUID, keys: Iterable[str]) -> None:
    """Write down what is about to be put, before it is."""
    wanted = sorted(set(keys))
    async with transaction():
        await rows(_HOLD_OFF, wanted)
        await rows(
            "INSERT INTO upload_intent (upload_id, key, at) SELECT $1, unnest($2::text[]), $3",
            upload_id,
            wanted,
            context.clock.now(),
        )


async def fulfil(upload_id: UUID) -> None:
    """Take the intents back: rows of the same transaction name what was put."""
    await rows("DELETE FROM upload_intent WHERE upload_id = $1", upload_id)


async def discard(context: CommandContext, keys: Iterable[str], *, unless_put_after: datetime | None = None) -> int:
    """Take away those of the objects that nothing names any more; return how many were taken away.

    Raises:
        StorageError: the storage does not answer; what was taken away until then is gone rightly.
    """
    wanted = sorted(set(keys))
    batches = (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
    return sum([await _discard(context, batch, unless_put_after) for batch in batches])


async def _discard(context: CommandContext, keys: list[str], unless_put_after: datetime | None) -> int:
    # Nothing is locked but these keys, so a slow storage keeps nobody waiting but who puts the very same bytes.
    async with transaction():
        await rows(_TAKE_AWAY, keys)
        forgotten = context.clock.now() - FORGOTTEN_AFTER
        needed = {found["wanted"] for found in await rows(_NEEDED, keys, forgotten)}
        unnamed = [key for key in keys if key not in needed]
        return sum([await context.storage.delete(key, unless_put_after=unless_put_after) for key in unnamed])


async def discard_soon(context: CommandContext, keys: Iterable[str]) -> None:
    """Take away what a step has just stopped naming. What cannot be taken away now, the sweep takes later."""
    try:
        await discard(context, keys)
    except StorageError as error:
        log.warning("objects left to the sweep", why=error.why)
