"""A reader of the log that stores its position in the database.

Its writes for a batch of events and its new position are one transaction, so a crash repeats no event and skips none.
One process reads at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.leader import SETTLE_SECONDS, Leader
from app.events.leadership import Job
from app.events.log import read_after

BATCH = 200
Take = Callable[["asyncpg.Connection[Any]", Sequence[LoggedEvent]], Awaitable[None]]
Tick = Callable[["asyncpg.Connection[Any]"], Awaitable[bool]]

_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position > (SELECT position FROM consumer_position WHERE name = $1))"


def in_turn(*ticks: Tick) -> Tick:
    """Return a tick that calls these, one after the other, and returns whether one of them returned true."""

    async def tick(connection: "asyncpg.Connection[Any]") -> bool:
        return any([await one(connection) for one in ticks])

    return tick


class Consumer:
    """Passes the events after its position to ``take``, in order, in batches.

    ``tick`` is called every ``poll_seconds``, in a transaction of its own, for work that is due by time and not by an
    event. ``committed`` is called after each transaction that took events, or whose tick returned true.
    ``poll_seconds`` bounds the delay when ``woken`` is not set.
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
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._name = name
        self._take = take
        self._tick = tick
        self._committed = committed
        self._poll_seconds = poll_seconds
        # An event that fails holds up all later ones: errors are logged until the cause is gone, and nothing is lost.
        self._leader = Leader(
            database_url,
            job,
            self._round,
            woken,
            retry_errors=True,
            retry_seconds=retry_seconds,
            settle_seconds=settle_seconds,
        )
        self._next_tick = 0.0

    @property
    def is_leader(self) -> bool:
        """Whether this process is the reader."""
        return self._leader.is_leader

    async def run(self) -> None:
        """Read while this process is the leader; runs until cancelled."""
        await self._leader.run()

    async def _round(self, connection: "asyncpg.Connection[Any]") -> float:
        while await self.step(connection):
            self._committed()
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next_tick:
            self._next_tick = loop.time() + self._poll_seconds
            if await self.run_tick(connection):
                self._committed()
        return self._poll_seconds

    async def run_tick(self, connection: "asyncpg.Connection[Any]") -> bool:
        """Call ``tick`` in a transaction of its own; return what it returned, or False without one."""
        if self._tick is None:
            return False
        async with connection.transaction():
            return await self._tick(connection)

    async def step(self, connection: "asyncpg.Connection[Any]") -> int:
        """Take the next events and store the new position, in one transaction; return the number of events."""
        if not await connection.fetchval(_WAITING, self._name):
            return 0
        async with connection.transaction():
            position = await connection.fetchval(
                "SELECT position FROM consumer_position WHERE name = $1 FOR UPDATE", self._name
            )
            events = await read_after(connection, position, BATCH)
            if events:
                await self._take(connection, events)
                await connection.execute(
                    "UPDATE consumer_position SET position = $2 WHERE name = $1", self._name, events[-1].position
                )
        return len(events)
