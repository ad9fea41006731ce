"""The job that deletes stored objects older than a day that no row names. It runs once a day on the leader."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.photos.stored_objects import BATCH, INTENT_EXPIRES_AFTER, delete_unreferenced
from app.errors import StorageError
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.photos.upload_intent import UploadIntent

log = structlog.get_logger()

FIRST_AFTER = timedelta(hours=1)
"""The delay after the start of a process; a process that is replaced daily still runs the job."""
EVERY = timedelta(days=1)


async def remove_unnamed_photos(context: CommandContext) -> int:
    """Delete the objects that no row names and that were put more than a day ago; return how many.

    Raises:
        StorageError: the storage does not answer; the objects deleted until then stay deleted.
    """
    before = context.clock.now() - INTENT_EXPIRES_AFTER
    count = 0
    async for keys in _old_keys(context, before):
        count += await context.run_to_completion(delete_unreferenced(context, keys, unless_put_after=before))
    # The uploads of these intents have failed.
    await UploadIntent.filter(at__lte=before).delete()
    return count


async def _old_keys(context: CommandContext, before: datetime) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for entry in context.storage.keys():
        if entry.modified <= before:
            batch.append(entry.key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def photo_cleanup_job(
    database_url: str,
    context: CommandContext,
    *,
    first_after: timedelta = FIRST_AFTER,
    retry_seconds: float = 5.0,
    finished: Callable[[], None] = lambda: None,
) -> PeriodicJob:
    """Return the job; ``finished`` is called after each run."""

    async def work() -> None:
        log.info("unnamed_photos_removed", count=await remove_unnamed_photos(context))
        finished()

    return PeriodicJob(
        database_url,
        Job.PHOTO_CLEANUP,
        work,
        every=EVERY,
        first_after=first_after,
        outages=(BaseORMException, StorageError),
        retry_seconds=retry_seconds,
    )
