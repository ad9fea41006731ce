"""Making projections again from the whole log: read models while the sequencer goes on, the others in one transaction.

A read model is folded into a copy of its tables in another schema, batch by batch, from the beginning of the log. When
the copy has reached the head, it replaces the tables in one short transaction that holds the lock of the log: no event
is missed and none is counted twice. The progress is stored with each batch, so a rebuild that stops is resumed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg

from app.clock import Clock, SystemClock
from app.errors import InvalidInput
from app.events.folding import fold_batch, fold_passed
from app.events.leadership import Job
from app.events.log import read_after
from app.events.projections import PROJECTIONS
from app.events.projections.projection import Projection
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import changes_of
from app.events.projections.request_states import RequestStates
from app.events.shadow_tables import (
    analyse_copies,
    create_copies,
    drop_copies,
    put_copies_in_place,
    use_copies,
    use_tables,
)
from app.events.stamping import stamp_waiting
from app.models.database import asyncpg_dsn

BATCH = 500
ONLINE_BATCH = 2000
SWAP_LOCK_TIMEOUT = "2s"
"""How long the tables may be waited for while the lock of the log is held: the sequencer waits too."""
Progress = Callable[[int, int], Awaitable[None]]
"""Is awaited after each batch, with the position that was reached, and the head of the log."""


async def no_progress(position: int, head: int) -> None:
    """Report nothing."""


def named_projections(names: Collection[str]) -> list[Projection]:
    """Return the projections of these names; all without names.

    Raises:
        InvalidInput: there is no such projection.
    """
    known = {projection.name: projection for projection in PROJECTIONS}
    for name in names:
        if name not in known:
            raise InvalidInput("name", f"name: there is no projection {name[:40]!r}; expected {', '.join(known)}")
    return [projection for name, projection in known.items() if not names or name in names]


async def rebuild_projections(
    database_url: str,
    names: Collection[str] = (),
    *,
    clock: Clock | None = None,
    progress: Progress = no_progress,
    batch: int = ONLINE_BATCH,
) -> int:
    """Derive these projections from the log again, all without names; return the number of events."""
    chosen = named_projections(names)
    async with _rebuilding(database_url) as connection:
        head: int = await connection.fetchval("SELECT head FROM log_state WHERE id = 1")
        if others := [item for item in chosen if not isinstance(item, ReadModel)]:
            head = await _rebuild_at_once(connection, others, progress)
        if any(isinstance(item, ReadModel) for item in chosen):
            # One that is behind is rebuilt too: what all others are folded from may be among them.
            behind = await stale_read_models(connection)
            models = [
                item for item in PROJECTIONS if isinstance(item, ReadModel) and (item in chosen or item.name in behind)
            ]
            head = await _Online(connection, models, clock or SystemClock(), progress, batch).run()
    return head


async def rebuild_stale(database_url: str, clock: Clock) -> Sequence[str]:
    """Rebuild the read models that are not up to date; return their names. Another rebuild that runs comes first."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        names = await stale_read_models(connection)
    finally:
        await connection.close()
    if names:
        async with _rebuilding(database_url) as connection:
            # Another process may have rebuilt them while this one waited.
            names = await stale_read_models(connection)
            if names:
                models = [item for item in PROJECTIONS if isinstance(item, ReadModel) and item.name in names]
                await _Online(connection, models, clock, no_progress, ONLINE_BATCH).run()
    return names


async def stale_read_models(connection: "asyncpg.Connection[Any]") -> list[str]:
    """Return the names of read models whose position is not the head: they miss events and are not folded."""
    async with connection.transaction():
        # The lock keeps the sequencer from moving head and positions between the two statements.
        head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR SHARE")
        found = await connection.fetch("SELECT name FROM projection WHERE position = $1", head)
    current = {row["name"] for row in found}
    return [item.name for item in PROJECTIONS if isinstance(item, ReadModel) and item.name not in current]


@asynccontextmanager
async def _rebuilding(database_url: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        await connection.execute("SET statement_timeout = 0")
        # A poll, because a waiting pg_advisory_lock() would hold back VACUUM.
        lock = "SELECT pg_try_advisory_lock($1)"
        while not await connection.fetchval(lock, int(Job.REBUILD)):  # noqa: ASYNC110 - another process holds it
            await asyncio.sleep(0.5)
        yield connection
    finally:
        await connection.close()


async def _rebuild_at_once(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], progress: Progress
) -> int:
    async with connection.transaction():
        # The lock on the head stops the sequencer, so no event is folded twice.
        head: int = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
        async with AsyncExitStack() as stack:
            for projection in projections:
                await stack.enter_async_context(projection.rebuilding(connection))
            position = 0
            while position < head:
                events = await read_after(connection, position, BATCH)
                for projection in projections:
                    await projection.fold(connection, events)
                position = events[-1].position
                await progress(position, head)
        await connection.execute(
            "UPDATE projection SET position = $1 WHERE name = ANY($2)", head, [item.name for item in projections]
        )
    return head


class _Online:
    """The rebuild of some read models while the sequencer folds the others, and the tables of these."""

    def __init__(
        self,
        connection: "asyncpg.Connection[Any]",
        models: Sequence[ReadModel],
        clock: Clock,
        progress: Progress,
        batch: int,
    ) -> None:
        self._connection = connection
        self._models = models
        self._names = [model.name for model in models]
        self._clock = clock
        self._progress = progress
        self._batch = batch

    async def run(self) -> int:
        """Fold the log up to its head, and put the copies in place; return the head."""
        position, analysed = await self._start(), False
        while True:
            head: int = await self._connection.fetchval("SELECT head FROM log_state WHERE id = 1")
            await self._progress(position, head)
            if position < head:
                async with self._connection.transaction():
                    position = await self._fold_after(position)
                continue
            if not analysed:
                # Without statistics the first queries would be planned as for empty tables.
                await analyse_copies(self._connection, self._tables)
                analysed = True
            if (replaced := await self._replace(position)) is not None:
                await self._progress(replaced, replaced)
                return replaced

    async def _start(self) -> int:
        """Return the position that an earlier rebuild of the same read models reached; otherwise begin at 0."""
        async with self._connection.transaction():
            found = await self._connection.fetch("SELECT name, rebuilt FROM projection WHERE rebuilt IS NOT NULL")
            if {row["name"] for row in found} == set(self._names):
                return int(found[0]["rebuilt"])
            await drop_copies(self._connection)
            await create_copies(self._connection, self._tables)
            await self._connection.execute("UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL")
            await self._connection.execute(
                "INSERT INTO projection (name, rebuilt) SELECT unnest($1::text[]), 0"
                " ON CONFLICT (name) DO UPDATE SET rebuilt = 0",
                self._names,
            )
        return 0

    @property
    def _tables(self) -> list[str]:
        # The copy needs states of its own, even where those of the sequencer stay.
        return list(dict.fromkeys([RequestStates.table, *(name for model in self._models for name in model.tables)]))

    async def _fold_after(self, position: int) -> int:
        """Fold the next events into the copies, in the transaction of the caller; return the last position."""
        events = await read_after(self._connection, position, self._batch)
        if not events:
            return position
        await use_copies(self._connection)
        await fold_batch(
            self._connection, self._models, await changes_of(self._connection, events, now=self._clock.now())
        )
        await self._connection.execute(
            "UPDATE projection SET rebuilt = $1 WHERE name = ANY($2)", events[-1].position, self._names
        )
        return events[-1].position

    async def _replace(self, position: int) -> int | None:
        """Put the copies in place of the tables; return the head, or None where readers kept the tables too long."""
        try:
            async with self._connection.transaction():
                await self._connection.execute(f"SET LOCAL lock_timeout = '{SWAP_LOCK_TIMEOUT}'")
                head: int = await self._connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
                staying = await self._staying(head)
                # A removal of personal data rewrites the snapshots of earlier events, and the event that says so may
                # still wait: the copies would be ahead of the tables that stay.
                while staying and await stamp_waiting(self._connection, PROJECTIONS, BATCH):
                    pass
                head = await self._connection.fetchval("SELECT head FROM log_state WHERE id = 1")
                while position < head:
                    position = await self._fold_after(position)
                await self._count_passed(staying, self._clock.now())
                await put_copies_in_place(self._connection, [name for model in self._models for name in model.tables])
                await drop_copies(self._connection)
                await self._connection.execute(
                    "UPDATE projection SET position = $1, rebuilt = NULL WHERE name = ANY($2)", head, self._names
                )
            return head
        except asyncpg.LockNotAvailableError:
            return None

    async def _staying(self, head: int) -> list[ReadModel]:
        """Return the read models that are up to date and not rebuilt."""
        found = await self._connection.fetch("SELECT name FROM projection WHERE position = $1", head)
        current = {row["name"] for row in found}
        return [
            item
            for item in PROJECTIONS
            if isinstance(item, ReadModel) and item.name in current and item.name not in self._names
        ]

    async def _count_passed(self, staying: Sequence[ReadModel], now: datetime) -> None:
        """Bring copies and tables to the same time: the copies are read with the states that stay, or these with them.

        The sequencer folds both from then on, so both must agree on which requests are overdue.
        """
        await use_copies(self._connection)
        await fold_passed(self._connection, self._models, now)
        await use_tables(self._connection)
        if staying:
            await fold_passed(self._connection, staying, now)
