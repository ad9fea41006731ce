"""Sweeping the storage: objects older than a day that no row names are taken away, by one process for all."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.photos.stored_objects import BATCH, FORGOTTEN_AFTER, discard
from app.errors import StorageError
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.database import rows

log = structlog.get_logger()

FIRST_AFTER = timedelta(hours=1)
"""A process that has just started has better things to do; those that are replaced daily sweep all the same."""
EVERY = timedelta(days=1)


async def remove_unnamed_photos(context: CommandContext) -> int:
    """Take away what no row names and nobody has put for a day; return how many objects that was.

    Raises:
        StorageError: the storage does not answer; what was taken away until then is gone rightly.
    """
    before = context.clock.now() - FORGOTTEN_AFTER
    taken = 0
    async for keys in _old_keys(context, before):
        taken += await context.run_to_completion(discard(context, keys, unless_put_after=before))
    # Whoever wrote these down has come to grief on the way.
    await rows("DELETE FROM upload_intent WHERE at <= $1", before)
    return taken


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
    swept: Callable[[], None] = lambda: None,
) -> PeriodicJob:
    """Return what sweeps once a day, in one process; ``swept`` is called after each time."""

    async def work() -> None:
        log.info("photos swept", count=await remove_unnamed_photos(context))
        swept()

    outages = (BaseORMException, StorageError)
    return PeriodicJob(
        database_url,
        Job.PHOTO_CLEANUP,
        work,
        every=EVERY,
        first_after=first_after,
        outages=outages,
        retry_seconds=retry_seconds,
    )
