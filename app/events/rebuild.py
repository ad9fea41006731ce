"""Which projections are made again from the whole log, and when; ``online_rebuild`` makes them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import structlog

from app.clock import Clock, SystemClock
from app.errors import Conflict, InvalidInput
from app.events.leadership import Job
from app.events.online_rebuild import Connections, OnlineRebuild, Progress
from app.events.projections import PROJECTIONS, points_months
from app.events.projections.projection import Projection
from app.events.projections.read_model import ReadModel
from app.events.shadow_tables import SCHEMA
from app.models.database import asyncpg_dsn, rows

log = structlog.get_logger()
BATCH = 5000
SERVING_BATCH = 500
"""In a process that serves clients meanwhile, as a batch keeps its event loop busy."""


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
    batch: int = BATCH,
) -> int:
    """Derive these projections from the log again, all without names, while everything goes on.

    Return the number of events.
    """
    chosen = named_projections(names)
    async with _rebuilding(database_url) as connections:
        if any(isinstance(item, ReadModel) for item in chosen):
            # One that is behind is rebuilt too: what all others are folded from may be among them.
            behind = await stale_read_models(connections.writer)
            chosen = [item for item in PROJECTIONS if item in chosen or item.name in behind]
        return await OnlineRebuild(connections, chosen, clock or SystemClock(), progress, batch).run()


async def rebuild_stale(database_url: str, clock: Clock) -> Sequence[str]:
    """Rebuild the read models that are not up to date; return their names. Another rebuild that runs comes first.

    Months of points that are not summed are summed, with ``points_months`` among the names.
    """
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        names = await _stale(connection)
    finally:
        await connection.close()
    if names:
        async with _rebuilding(database_url) as connections:
            # Another process may have rebuilt them while this one waited.
            names = await _stale(connections.writer)
            if points_months.PART in names:
                await points_months.sum_due_months(connections.writer)
            models = [item for item in PROJECTIONS if isinstance(item, ReadModel) and item.name in names]
            if models:
                await OnlineRebuild(connections, models, clock, no_progress, SERVING_BATCH).run()
    return names


async def _stale(connection: "asyncpg.Connection[Any]") -> list[str]:
    months = [points_months.PART] if await points_months.months_are_due(connection.fetch) else []
    return [*months, *await stale_read_models(connection)]


async def stale_read_models(connection: "asyncpg.Connection[Any]") -> list[str]:
    """Return the names of read models whose position is not the head: they miss events and are not folded."""
    async with connection.transaction():
        # The lock keeps the sequencer from moving head and positions between the two statements.
        head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR SHARE")
        found = await connection.fetch("SELECT name FROM projection WHERE position = $1", head)
    current = {row["name"] for row in found}
    return [item.name for item in PROJECTIONS if isinstance(item, ReadModel) and item.name not in current]


async def leave_behind(names: Collection[str]) -> None:
    """Let these read models be made anew, in the current transaction; until then queries count the tables.

    Raises:
        Conflict: a rebuild runs, which has folded them as they are.
    """
    (lock,) = await rows("SELECT pg_try_advisory_xact_lock($1) AS taken", int(Job.REBUILD))
    if not lock["taken"]:
        raise Conflict("projections are being rebuilt; try again when `qala projections list` says that they are")
    # One that has stopped would be resumed.
    await rows(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    await rows(
        "UPDATE projection SET rebuilt = NULL, position = CASE WHEN name = ANY($1) THEN NULL ELSE position END"
        " WHERE rebuilt IS NOT NULL OR name = ANY($1)",
        list(names),
    )


@asynccontextmanager
async def _rebuilding(database_url: str) -> AsyncIterator[Connections]:
    async with AsyncExitStack() as stack:
        opened: list[asyncpg.Connection[Any]] = []
        for _ in Connections._fields:
            opened.append(await asyncpg.connect(asyncpg_dsn(database_url)))
            stack.push_async_callback(opened[-1].close)
            await opened[-1].execute("SET statement_timeout = 0")
        connections = Connections(*opened)
        # A poll, because a waiting pg_advisory_lock() would hold back VACUUM.
        lock, waits = "SELECT pg_try_advisory_lock($1)", False
        while not await connections.writer.fetchval(lock, int(Job.REBUILD)):
            if not waits:
                log.info("waiting_for_another_rebuild")
                waits = True
            await asyncio.sleep(0.5)
        yield connections
