"""Gives events their positions, folds the projections, and publishes to the stream.

Every process runs a sequencer, and the one that holds the advisory lock is the leader. The lock, the stamping and the
folding share one connection and end with it, so two leaders can never stamp. An event gets its position after its
commit, so the positions have no gap, and no event appears before an earlier one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from operator import itemgetter
from typing import Any

import asyncpg
import structlog
from redis.exceptions import RedisError

from app.domain.events import LoggedEvent
from app.domain.seal import sealed
from app.events.leader import Leader
from app.events.leadership import Job
from app.events.log import logged_event
from app.events.projections import counters, notifications, points
from app.events.redis_stream import RedisEventStream
from app.models.database import asyncpg_dsn

log = structlog.get_logger()

BATCH = 500
Fold = Callable[["asyncpg.Connection[Any]", Sequence[LoggedEvent]], Awaitable[None]]
PROJECTIONS: tuple[Fold, ...] = (counters.fold, notifications.fold, points.fold)

_STAMP = """
    WITH waiting AS (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT $1),
         numbered AS (SELECT id, $2 + row_number() OVER (ORDER BY id) AS position FROM waiting)
    UPDATE event SET position = numbered.position FROM numbered WHERE event.id = numbered.id
    RETURNING event.*
"""


class Sequencer:
    """The sequencer of one process. ``poll_seconds`` bounds the delay when the wake-up signal is lost."""

    def __init__(
        self,
        database_url: str,
        stream: RedisEventStream,
        woken: asyncio.Event,
        *,
        poll_seconds: float = 0.5,
        retry_seconds: float = 0.5,
    ) -> None:
        self._stream = stream
        self._poll_seconds = poll_seconds
        self._published: int | None = None
        self._leader = Leader(
            database_url, Job.SEQUENCER, self._round, woken, elected=self._reset, retry_seconds=retry_seconds
        )

    @property
    def is_leader(self) -> bool:
        """Whether this process is the leader."""
        return self._leader.is_leader

    async def run(self) -> None:
        """Work while this process is the leader; a broken connection leads to a new election. Runs until cancelled."""
        await self._leader.run()

    def _reset(self) -> None:
        self._published = None

    async def _round(self, connection: "asyncpg.Connection[Any]") -> float:
        while events := await self.stamp(connection):
            await self._publish(connection, events)
        await self._publish(connection, [])
        return self._poll_seconds

    async def stamp(self, connection: "asyncpg.Connection[Any]") -> list[LoggedEvent]:
        """Give the next events their positions and fold them, in one transaction; return them."""
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"):
            return []
        async with connection.transaction():
            state = await connection.fetchrow("SELECT head, seal FROM log_state WHERE id = 1 FOR UPDATE")
            if state is None:
                raise RuntimeError("log_state has no row: run `qala migrate`")
            stamped = await connection.fetch(_STAMP, BATCH, state["head"])
            stamped.sort(key=itemgetter("position"))
            events = [logged_event(found) for found in stamped]
            await connection.execute(
                "UPDATE log_state SET head = head + $1, seal = $2 WHERE id = 1",
                len(events),
                sealed(state["seal"], (found["hash"] for found in stamped)),
            )
            for fold in PROJECTIONS:
                await fold(connection, events)
        return events

    async def _publish(self, connection: "asyncpg.Connection[Any]", stamped: Sequence[LoggedEvent]) -> None:
        """Bring the stream up to the head of the log, with the events just stamped or from the end of the stream."""
        try:
            if stamped and self._published == stamped[0].position - 1:
                await self._stream.publish(stamped)
                self._published = stamped[-1].position
                return
            head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1")
            if self._published is None or self._published < head:
                self._published = await self._stream.last_position()
            # An empty stream is refilled with its newest events only, not with the whole log.
            self._published = max(self._published, head - self._stream.window)
            while self._published < head:
                events = await _read(connection, self._published)
                await self._stream.publish(events)
                self._published = events[-1].position
        except (RedisError, OSError) as error:
            # Meanwhile every process reads the events from the database; later the stream is refilled.
            self._published = None
            log.warning("stream_unreachable", error=str(error))


async def _read(connection: "asyncpg.Connection[Any]", after: int) -> list[LoggedEvent]:
    found = await connection.fetch("SELECT * FROM event WHERE position > $1 ORDER BY position LIMIT $2", after, BATCH)
    return [logged_event(item) for item in found]


async def rebuild_projections(database_url: str) -> int:
    """Empty every projection and fold the whole log again; return the number of events folded."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        async with connection.transaction():
            head: int = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
            read_marks = await connection.fetch(
                "SELECT account_id, position, read_at FROM notification WHERE read_at IS NOT NULL"
            )
            await connection.execute(f"TRUNCATE {counters.TABLE}, {notifications.TABLE}")
            await connection.execute(points.CLEAR)
            position = 0
            while position < head:
                events = await _read(connection, position)
                for fold in PROJECTIONS:
                    await fold(connection, events)
                position = events[-1].position
            await connection.executemany(
                "UPDATE notification SET read_at = $3 WHERE account_id = $1 AND position = $2",
                [tuple(mark) for mark in read_marks],
            )
        return head
    finally:
        await connection.close()
