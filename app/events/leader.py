"""The loop of every job that one process does for all: stand for election, lead, and begin again when that ends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import structlog

from app.events.leadership import LOST, Job, leadership
from app.models.database import asyncpg_dsn

log = structlog.get_logger()

Round = Callable[["asyncpg.Connection[Any]"], Awaitable[float]]
"""Does all there is to do, on the connection that holds the lock; returns for how many seconds to wait at most."""


class Leader:
    """Runs until cancelled: a round, then waiting for ``woken`` or the time that the round said, and again.

    ``elected`` is called whenever this process begins to lead. ``outages`` end a leadership; anything else is the
    caller's, unless ``stubborn``: then it is loud, and tried again.
    """

    def __init__(
        self,
        database_url: str,
        job: Job,
        round_: Round,
        woken: asyncio.Event,
        *,
        elected: Callable[[], None] = lambda: None,
        outages: tuple[type[Exception], ...] = LOST,
        stubborn: bool = False,
        retry_seconds: float = 0.5,
    ) -> None:
        self._dsn = asyncpg_dsn(database_url)
        self._job = job
        self._round = round_
        self._woken = woken
        self._elected = elected
        self._outages = outages
        self._stubborn = stubborn
        self._retry_seconds = retry_seconds
        self.is_leader = False

    async def run(self) -> None:
        """Lead whenever the lock can be had."""
        while True:
            try:
                async with leadership(self._dsn, self._job, retry_seconds=self._retry_seconds) as connection:
                    self.is_leader = True
                    self._elected()
                    log.info("leads", job=self._job.name)
                    await self._lead(connection)
            except self._outages as error:
                log.warning("cannot go on for now", job=self._job.name, error=str(error))
            except Exception as error:
                if not self._stubborn:
                    raise
                log.exception("stands still", job=self._job.name, error=str(error))
            finally:
                self.is_leader = False
            await asyncio.sleep(self._retry_seconds)

    async def _lead(self, connection: "asyncpg.Connection[Any]") -> None:
        while True:
            self._woken.clear()
            pause = await self._round(connection)
            # Not wait_for(): on Python 3.11 it can swallow a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
