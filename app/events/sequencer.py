"""Gives events their positions, folds the projections, and publishes to the stream.

Every process runs a sequencer, and the one that holds the advisory lock is the leader. The lock, the stamping and the
folding share one connection and end with it; the lock of the head keeps a rebuild from stamping at the same time. An
event gets its position after its commit, so the positions have no gap, and no event appears before an earlier one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import asyncpg
import structlog

from app.clock import Clock, SystemClock
from app.domain.log.events import LoggedEvent
from app.events.folding import count_passed_time
from app.events.leader import Leader
from app.events.leadership import Job
from app.events.log import read_after
from app.events.projections import PROJECTIONS
from app.events.redis_stream import RedisEventStream
from app.events.stamping import OnStamping, Stamping
from app.redis_clients import REDIS_OUTAGES

log = structlog.get_logger()

BATCH = 500
BUSY_SECONDS = 1.0
"""How much later deadlines that passed are counted while every round has events."""


OnStamped = Callable[[Sequence[LoggedEvent]], Awaitable[None]]


OnOverdue = Callable[[Collection[str]], Awaitable[None]]


async def _ignore(_: Collection[Any]) -> None:
    """Do nothing with them."""


class Sequencer:
    """The sequencer of one process. ``poll_seconds`` bounds the delay when the wake-up signal is lost."""

    def __init__(
        self,
        database_url: str,
        stream: RedisEventStream,
        woken: asyncio.Event,
        *,
        clock: Clock | None = None,
        poll_seconds: float = 0.5,
        retry_seconds: float = 0.5,
        batch: int = BATCH,
    ) -> None:
        self.stream = stream
        self._on_stamped: OnStamped = _ignore
        self._on_overdue: OnOverdue = _ignore
        self._batch = batch
        self._poll_seconds = poll_seconds
        self._clock = clock or SystemClock()
        self._stamping = Stamping(PROJECTIONS, batch)
        self._published: int | None = None
        self._next_look = 0.0
        """When deadlines that passed are counted next."""
        self._leader = Leader(
            database_url, Job.SEQUENCER, self._round, woken, elected=self._reset, retry_seconds=retry_seconds
        )

    @property
    def is_leader(self) -> bool:
        """Whether this process is the leader."""
        return self._leader.is_leader

    async def run(
        self,
        on_stamped: OnStamped = _ignore,
        on_stamping: OnStamping = lambda _: None,
        on_overdue: OnOverdue = _ignore,
    ) -> None:
        """Work while this process is the leader; a broken connection leads to a new election. Runs until cancelled.

        ``on_stamped`` receives the events of each batch once they are committed, before they are published;
        ``on_stamping`` the same objects before, while they are being committed. ``on_overdue`` receives the cities with
        more overdue requests than before, which time alone has made.
        """
        self._on_stamped, self._stamping.on_stamping, self._on_overdue = on_stamped, on_stamping, on_overdue
        await self._leader.run()

    def _reset(self) -> None:
        self._published = None

    async def _round(self, connection: "asyncpg.Connection[Any]") -> float:
        events = await self.stamp(connection)
        while len(events) == self._batch:
            # Of a backlog one batch is published while the next is folded.
            events, _ = await asyncio.gather(self.stamp(connection), self._pass_on(events))
        # What has been committed since wakes the next round.
        if not events or not await self._pass_on(events):
            await self._catch_up(connection)
        now = asyncio.get_running_loop().time()
        # Right after a publication the event is on its way to the subscribers, so this waits for a round without one.
        if now >= self._next_look + (BUSY_SECONDS if events else 0.0):
            self._next_look = now + self._poll_seconds
            if cities := await count_passed_time(connection, PROJECTIONS, self._clock.now()):
                await self._on_overdue(cities)
        return self._poll_seconds

    async def stamp(self, connection: "asyncpg.Connection[Any]") -> list[LoggedEvent]:
        """Give the next events their positions and fold them, in one transaction; return them."""
        return await self._stamping.stamp(connection, is_expected=self._leader.was_woken)

    async def _pass_on(self, stamped: Sequence[LoggedEvent]) -> bool:
        """Pass on events that have just been stamped; return False where the stream has not the one before them."""
        await self._on_stamped(stamped)
        if self._published != stamped[0].position - 1:
            return False
        try:
            await self.stream.publish(stamped)
        except REDIS_OUTAGES as error:
            self._lose_stream(error)
            return False
        self._published = stamped[-1].position
        return True

    async def _catch_up(self, connection: "asyncpg.Connection[Any]") -> None:
        """Bring the stream up to the head of the log, from the end of the stream."""
        try:
            head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1")
            if self._published is None or self._published < head:
                self._published = await self.stream.last_position()
            # An empty stream is refilled with its newest events only, not with the whole log.
            self._published = max(self._published, head - self.stream.window)
            while self._published < head:
                events = await read_after(connection, self._published, BATCH)
                await self.stream.publish(events)
                self._published = events[-1].position
        except REDIS_OUTAGES as error:
            self._lose_stream(error)

    def _lose_stream(self, error: Exception) -> None:
        # Meanwhile every process reads the events from the database; later the stream is refilled.
        self._published = None
        log.warning("stream_unreachable", error=str(error))
