"""Stored objects and the rows that name them: an object is deleted only when no row names it, or soon will.

An upload writes intents for its keys, puts the objects, and deletes the intents in the transaction that writes the
rows. A deletion holds the lock of the keys meanwhile, so that no upload of the same bytes can begin in between.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.commands.context import CommandContext
from app.errors import StorageError
from app.models.database import transaction
from app.models.photos.stored_objects import (
    insert_upload_intents,
    lock_keys_for_deletion,
    lock_keys_for_upload,
    referenced_keys,
)
from app.models.photos.upload_intent import UploadIntent

log = structlog.get_logger()

INTENT_EXPIRES_AFTER = timedelta(days=1)
"""No upload takes that long: an older intent is left over from one that failed."""

BATCH = 100


async def begin_upload(context: CommandContext, upload_id: UUID, keys: Iterable[str]) -> None:
    """Write an intent for each key; called before the objects are put."""
    wanted = sorted(set(keys))
    async with transaction():
        await lock_keys_for_upload(wanted)
        await insert_upload_intents(upload_id, wanted, context.clock.now())


async def finish_upload(upload_id: UUID) -> None:
    """Delete the intents, in the transaction whose rows name the objects."""
    await UploadIntent.filter(upload_id=upload_id).delete()


async def delete_unreferenced(
    context: CommandContext, keys: Iterable[str], *, unless_put_after: datetime | None = None
) -> int:
    """Delete those of the objects that no row names; return how many were deleted.

    Raises:
        StorageError: the storage does not answer; the objects deleted until then stay deleted.
    """
    wanted = sorted(set(keys))
    batches = (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
    return sum([await _delete_batch(context, batch, unless_put_after) for batch in batches])


async def _delete_batch(context: CommandContext, keys: list[str], unless_put_after: datetime | None) -> int:
    # Only these keys are locked, so a slow storage delays nothing but an upload of the very same bytes.
    async with transaction():
        await lock_keys_for_deletion(keys)
        referenced = await referenced_keys(keys, context.clock.now() - INTENT_EXPIRES_AFTER)
        unnamed = [key for key in keys if key not in referenced]
        return sum([await context.storage.delete(key, unless_put_after=unless_put_after) for key in unnamed])


async def try_delete_unreferenced(context: CommandContext, keys: Iterable[str]) -> None:
    """Delete what a step has just stopped naming. Where the storage fails, the cleanup job deletes it later."""
    try:
        await delete_unreferenced(context, keys)
    except StorageError as error:
        log.warning("objects_left_to_cleanup", why=error.why)
