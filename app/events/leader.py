"""The loop of a job that runs in one process for all: wait for the leadership, work, and start again when it ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from app.events.leadership import CONNECTION_LOST, Job, leadership
from app.models.database import asyncpg_dsn

log = structlog.get_logger()

SETTLE_SECONDS = 0.1
"""For jobs whose results no subscriber waits for."""
Round = Callable[["asyncpg.Connection[Any]"], Awaitable[float]]
"""Does the pending work on the connection that holds the lock; returns the longest wait before the next round."""


class Leader:
    """Runs rounds while this process leads; between rounds it waits for ``woken``, or for the time of the last round.

    A round begins ``settle_seconds`` after it was woken: a command wakes several jobs, which would otherwise take the
    processor from the delivery of its event, and one round then does the work of many commands.
    ``elected`` is called whenever this process becomes the leader. ``outages`` end the leadership, and a new election
    follows. Any other error ends ``run``; with ``retry_errors`` it is logged and the job starts again.
    """

    def __init__(
        self,
        database_url: str,
        job: Job,
        round_: Round,
        woken: asyncio.Event,
        *,
        elected: Callable[[], None] = lambda: None,
        outages: tuple[type[Exception], ...] = CONNECTION_LOST,
        retry_errors: bool = False,
        retry_seconds: float = 0.5,
        settle_seconds: float = 0.0,
    ) -> None:
        self._dsn = asyncpg_dsn(database_url)
        self._job = job
        self._round = round_
        self._woken = woken
        self._elected = elected
        self._outages = outages
        self._retry_errors = retry_errors
        self._retry_seconds = retry_seconds
        self._settle_seconds = settle_seconds
        self.is_leader = False
        self.was_woken = False
        """Whether the present round was woken; otherwise its time has come."""

    async def run(self) -> None:
        """Work while this process is the leader; runs until cancelled."""
        while True:
            try:
                async with leadership(self._dsn, self._job, retry_seconds=self._retry_seconds) as connection:
                    self.is_leader = True
                    self._elected()
                    log.info("leadership_won", job=self._job.name)
                    await self._lead(connection)
            except self._outages as error:
                log.warning("leadership_lost", job=self._job.name, error=str(error))
            except Exception as error:
                if not self._retry_errors:
                    raise
                log.exception("job_failed", job=self._job.name, error=str(error))
            finally:
                self.is_leader = False
            await asyncio.sleep(self._retry_seconds)

    async def _lead(self, connection: "asyncpg.Connection[Any]") -> None:
        while True:
            self.was_woken = self._woken.is_set()
            self._woken.clear()
            pause = await self._round(connection)
            # Not wait_for(): on Python 3.11 it can swallow a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
                    # Not for jobs without it: even a sleep of nothing lasts a turn of the event loop.
                    if self._settle_seconds:
                        await asyncio.sleep(self._settle_seconds)
