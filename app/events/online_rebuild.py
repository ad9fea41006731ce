"""Making projections again from the whole log, in one pass for all of them, while the sequencer goes on.

The log is folded into copies of the tables in another schema, batch by batch, from its beginning. When the copies have
reached the head, they replace the tables in one short transaction that holds the lock of the log: no event is missed
and none is counted twice. The progress is stored with each batch, so a rebuild that stops is resumed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from app.clock import Clock
from app.domain.log.events import EventKind, LoggedEvent
from app.events.folding import fold_again, fold_passed
from app.events.log import read_after, read_folded
from app.events.projections import PROJECTIONS
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.projection import Projection
from app.events.projections.read_model import ReadModel
from app.events.projections.request_states import RequestStates
from app.events.shadow_tables import (
    create_copies,
    drop_copies,
    finish_copies,
    head_at_begin,
    keep_writers_away,
    put_copies_in_place,
    use_copies,
    use_tables,
)
from app.events.stamping import stamp_waiting
from app.models.log.whole_log import ALL_EVENTS

STAMPED_AT_ONCE = 500
SWAP_LOCK_TIMEOUT = "2s"
"""How long the tables may be waited for while the lock of the log is held: the sequencer waits too."""
Progress = Callable[[int, int], Awaitable[None]]
"""Is awaited after each batch, with the position that was reached, and the head of the log."""
_ANONYMISED = f"""
    SELECT DISTINCT request_id FROM {ALL_EVENTS} AS event WHERE position > $1 AND kind = $2
"""  # noqa: S608 - constants
_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position IS NULL AND kind = $1)"
_LOCK_LOG = "SELECT head FROM log_state WHERE id = 1 FOR UPDATE"
_REACHED = "UPDATE projection SET rebuilt = $1 WHERE name = ANY($2)"
_PLACED = """
    INSERT INTO projection (name, position) SELECT unnest($2::text[]), $1
    ON CONFLICT (name) DO UPDATE SET position = excluded.position, rebuilt = NULL
"""


class Connections(NamedTuple):
    """The connections of a rebuild, which nothing else uses."""

    writer: "asyncpg.Connection[Any]"
    reader: "asyncpg.Connection[Any]"
    """Reads the events of the next batch while the other one writes."""


class OnlineRebuild:
    """The rebuild of some projections, while the sequencer folds the others, and the tables of these."""

    def __init__(
        self,
        connections: Connections,
        projections: Sequence[Projection],
        clock: Clock,
        progress: Progress,
        batch: int,
    ) -> None:
        self._connection, self._reader = connections
        self._projections = projections
        self._models = [item for item in projections if isinstance(item, ReadModel)]
        self._others = [item for item in projections if not isinstance(item, ReadModel)]
        self._names = [item.name for item in projections]
        self._clock = clock
        self._progress = progress
        self._batch = batch

    async def run(self) -> int:
        """Fold the log up to its head, and put the copies in place; return the head."""
        await CITY_ZONES.read(self._connection.fetch)
        position = await self._start()
        # What a crash of the database takes away is folded again, because the progress goes with it.
        await self._connection.execute("SET synchronous_commit = off")
        position, head = await self._fold_to_head(position)
        await finish_copies(self._connection, self._tables)
        await self._prepare_others()
        await self._connection.execute("RESET synchronous_commit")
        while (replaced := await self._replace(position)) is None:
            position, head = await self._fold_to_head(position)
        await self._progress(replaced, max(head, replaced))
        return replaced

    async def _start(self) -> int:
        """Return the position that an earlier rebuild of the same projections reached; otherwise begin at 0."""
        async with self._connection.transaction():
            found = await self._connection.fetch("SELECT name, rebuilt FROM projection WHERE rebuilt IS NOT NULL")
            if {row["name"] for row in found} == set(self._names):
                return int(found[0]["rebuilt"])
            await drop_copies(self._connection)
            await create_copies(self._connection, self._tables)
            await use_copies(self._connection)
            for projection in self._projections:
                await projection.begin_copy(self._connection)
            await self._connection.execute(_LOCK_LOG)
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
        states = [RequestStates.table] if self._models else []
        return list(dict.fromkeys([*states, *self._replaced]))

    @property
    def _replaced(self) -> list[str]:
        return [name for projection in self._projections for name in projection.tables]

    async def _fold_to_head(self, position: int) -> tuple[int, int]:
        """Fold until no event waits for it; return the position, and the head, which may have moved on since."""
        reading = asyncio.create_task(read_folded(self._reader, position, self._batch))
        try:
            while True:
                head: int = await self._connection.fetchval("SELECT head FROM log_state WHERE id = 1")
                await self._progress(position, head)
                events = await reading
                after = events[-1].position if events else position
                reading = asyncio.create_task(read_folded(self._reader, after, self._batch))
                if events:
                    async with self._connection.transaction():
                        position = await self._fold(events)
                elif position >= head:
                    return position, head
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _fold(self, events: Sequence[LoggedEvent]) -> int:
        """Fold these events into the copies, in the transaction of the caller; return the last position."""
        position = events[-1].position
        await use_copies(self._connection)
        await fold_again(self._connection, self._projections, events, self._clock.now())
        # The sequencer writes the same rows with the log locked. With this lock neither waits for the other's rows, and
        # as the last statement of the transaction it keeps the sequencer waiting for a commit, not for a batch.
        await self._connection.execute(_LOCK_LOG)
        await self._connection.execute(_REACHED, position, self._names)
        return position

    async def _prepare_others(self) -> None:
        """Do most of what the others need at the end before the sequencer has to wait for it."""
        for projection in self._others:
            async with self._connection.transaction():
                await use_copies(self._connection)
                await projection.end_copy(self._connection, await self._anonymised())

    async def _replace(self, position: int) -> int | None:
        """Put the copies in place of the tables; return the head, or None where readers kept the tables too long."""
        try:
            async with self._connection.transaction():
                await self._connection.execute(f"SET LOCAL lock_timeout = '{SWAP_LOCK_TIMEOUT}'")
                head: int = await self._connection.fetchval(_LOCK_LOG)
                staying = await self._staying(head) if self._models else []
                # A removal of personal data rewrites the snapshots of earlier events, and the event that says so may
                # still wait: the copies would be ahead of the tables that stay, or have what the tables have lost.
                if staying or (self._others and await self._connection.fetchval(_WAITING, EventKind.ANONYMISED.value)):
                    while await stamp_waiting(self._connection, PROJECTIONS, STAMPED_AT_ONCE):
                        pass
                head = await self._connection.fetchval("SELECT head FROM log_state WHERE id = 1")
                while position < head:
                    position = await self._fold(await read_after(self._connection, position, self._batch))
                await self._end_others()
                if self._models:
                    await self._count_passed(staying, self._clock.now())
                await put_copies_in_place(self._connection, self._replaced)
                await drop_copies(self._connection)
                # Parts of read models are current once their periods have been summed.
                parts = [part for item in self._others for part in item.parts]
                await self._connection.execute(_PLACED, head, [*self._names, *parts])
            return head
        except asyncpg.LockNotAvailableError:
            return None

    async def _end_others(self) -> None:
        await keep_writers_away(self._connection, [name for item in self._others for name in item.tables])
        if self._others:
            await use_copies(self._connection)
            anonymised = await self._anonymised()
            for projection in self._others:
                await projection.end_copy(self._connection, anonymised)

    async def _anonymised(self) -> list[UUID]:
        """Return the requests that have been anonymised since the rebuild began."""
        found = await self._connection.fetch(
            _ANONYMISED, await head_at_begin(self._connection), EventKind.ANONYMISED.value
        )
        return [row["request_id"] for row in found]

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
