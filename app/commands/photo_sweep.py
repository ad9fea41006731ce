"""Sweeping the storage: objects older than a day that no row names are taken away, by one process for all."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from app.commands.desk import Desk
from app.commands.objects import BATCH, FORGOTTEN_AFTER, discard
from app.errors import StorageError
from app.events.leadership import Job, leadership
from app.models.database import asyncpg_dsn, rows

log = structlog.get_logger()

FIRST_AFTER = timedelta(hours=1)
"""A process that has just started has better things to do; those that are replaced daily sweep all the same."""
EVERY = timedelta(days=1)
_HEARTBEAT_SECONDS = 60.0


async def sweep(desk: Desk) -> int:
    """Take away what no row names and nobody has put for a day; return how many objects that was.

    Raises:
        StorageError: the storage does not answer; what was taken away until then is gone rightly.
    """
    before = desk.clock.now() - FORGOTTEN_AFTER
    taken = 0
    async for keys in _old_keys(desk, before):
        taken += await desk.see_through(discard(desk, keys, unless_put_after=before))
    # Whoever wrote these down has come to grief on the way.
    await rows("DELETE FROM upload_intent WHERE at <= $1", before)
    return taken


async def _old_keys(desk: Desk, before: datetime) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for entry in desk.storage.keys():
        if entry.modified <= before:
            batch.append(entry.key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class PhotoSweeper:
    """Sweeps once a day until cancelled; one process leads."""

    def __init__(
        self, database_url: str, desk: Desk, *, first_after: timedelta = FIRST_AFTER, retry_seconds: float = 5.0
    ) -> None:
        self._dsn = asyncpg_dsn(database_url)
        self._desk = desk
        self._first_after = first_after
        self._retry_seconds = retry_seconds
        self.swept = 0
        """How often."""

    async def run(self) -> None:
        """Lead whenever the lock can be had."""
        while True:
            try:
                async with leadership(self._dsn, Job.PHOTO_SWEEP, retry_seconds=self._retry_seconds) as guard:
                    pause = self._first_after
                    while True:
                        await _wait(guard, pause)
                        log.info("photos swept", count=await sweep(self._desk))
                        self.swept += 1
                        pause = EVERY
            except StorageError as error:
                log.warning("photos not swept", why=error.why)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException) as error:
                log.warning("photo sweep lost its database", error=str(error))
            await asyncio.sleep(self._retry_seconds)


async def _wait(guard: "asyncpg.Connection[Any]", pause: timedelta) -> None:
    """Wait that long; fail as soon as the connection that holds the lock is gone."""
    for _ in range(int(pause.total_seconds() / _HEARTBEAT_SECONDS)):
        await asyncio.sleep(_HEARTBEAT_SECONDS)
        await guard.execute("SELECT 1")
