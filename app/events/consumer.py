"""A reader of the log that remembers in the database how far it has come.

What it makes of the events and its new position are one transaction, so a crash at any moment repeats nothing and
skips nothing. One process reads at a time.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
import structlog

from app.domain.events import LoggedEvent
from app.events.leadership import LOST, Job, leadership
from app.events.log import logged_event
from app.models.database import asyncpg_dsn

log = structlog.get_logger()

BATCH = 200
Take = Callable[["asyncpg.Connection[Any]", Sequence[LoggedEvent]], Awaitable[None]]
Tick = Callable[["asyncpg.Connection[Any]"], Awaitable[bool]]

_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position > (SELECT position FROM consumer_position WHERE name = $1))"


class Consumer:
    """Runs until cancelled; hands the events after its position to ``take``, in order, in batches.

    ``tick`` is called once in every round, in a transaction of its own: for what is due by the clock, not by an event.
    ``committed`` is called after each transaction that took something, or whose tick said that it did something.
    ``poll_seconds`` bounds the delay when nobody sets ``woken``.
    """

    def __init__(
        self,
        database_url: str,
        name: str,
        job: Job,
        take: Take,
        woken: asyncio.Event,
        *,
        tick: Tick | None = None,
        committed: Callable[[], None] = lambda: None,
        poll_seconds: float = 0.5,
        retry_seconds: float = 0.5,
    ) -> None:
        self._dsn = asyncpg_dsn(database_url)
        self._name = name
        self._job = job
        self._take = take
        self._tick = tick
        self._committed = committed
        self._woken = woken
        self._poll_seconds = poll_seconds
        self._retry_seconds = retry_seconds
        self.is_leader = False

    async def run(self) -> None:
        """Lead whenever the lock can be had."""
        while True:
            try:
                async with leadership(self._dsn, self._job, retry_seconds=self._retry_seconds) as connection:
                    self.is_leader = True
                    await self._lead(connection)
            except LOST as error:
                log.warning("consumer lost its database", consumer=self._name, error=str(error))
            except Exception as error:
                # An event that cannot be taken stays where it is, and all after it: loud, and lossless once cured.
                log.exception("consumer stands still", consumer=self._name, error=str(error))
            finally:
                self.is_leader = False
            await asyncio.sleep(self._retry_seconds)

    async def _lead(self, connection: "asyncpg.Connection[Any]") -> None:
        while True:
            self._woken.clear()
            while await self.step(connection):
                self._committed()
            if await self._ticked(connection):
                self._committed()
            # Not wait_for(): on Python 3.11 it can swallow a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._woken.wait()

    async def _ticked(self, connection: "asyncpg.Connection[Any]") -> bool:
        if self._tick is None:
            return False
        async with connection.transaction():
            return await self._tick(connection)

    async def step(self, connection: "asyncpg.Connection[Any]") -> int:
        """Take the next events and move on, in one transaction; return how many there were."""
        if not await connection.fetchval(_WAITING, self._name):
            return 0
        async with connection.transaction():
            position = await connection.fetchval(
                "SELECT position FROM consumer_position WHERE name = $1 FOR UPDATE", self._name
            )
            found = await connection.fetch(
                "SELECT * FROM event WHERE position > $1 ORDER BY position LIMIT $2", position, BATCH
            )
            events = [logged_event(item) for item in found]
            if events:
                await self._take(connection, events)
                await connection.execute(
                    "UPDATE consumer_position SET position = $2 WHERE name = $1", self._name, events[-1].position
                )
        return len(events)
