"""Making the projections again from the whole log."""

from contextlib import AsyncExitStack
from typing import Any

import asyncpg

from app.events.log import read_after
from app.events.projections import PROJECTIONS
from app.models.database import asyncpg_dsn

BATCH = 500


async def rebuild_projections(database_url: str) -> int:
    """Empty every projection and fold the whole log again, in one transaction; return the number of events."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        async with connection.transaction():
            # The lock on the head stops the sequencer, so no event is folded twice.
            head: int = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
            async with AsyncExitStack() as stack:
                for projection in PROJECTIONS:
                    await stack.enter_async_context(projection.rebuilding(connection))
                await _fold_all(connection, head)
        return head
    finally:
        await connection.close()


async def _fold_all(connection: "asyncpg.Connection[Any]", head: int) -> None:
    position = 0
    while position < head:
        events = await read_after(connection, position, BATCH)
        for projection in PROJECTIONS:
            await projection.fold(connection, events)
        position = events[-1].position
