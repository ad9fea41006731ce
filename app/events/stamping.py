"""Giving waiting events their positions, and folding them in the same transaction."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.domain.log.seal import sealed
from app.events.folding import fold_writes
from app.events.log import logged_event
from app.events.projections.projection import Projection
from app.events.projections.write import Write, run_together

_LOCK = "SELECT head, seal FROM log_state WHERE id = 1 FOR UPDATE"
_STAMP = """
    WITH waiting AS (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT $1),
         numbered AS (SELECT id, $2 + row_number() OVER (ORDER BY id) AS position FROM waiting)
    UPDATE event SET position = numbered.position FROM numbered WHERE event.id = numbered.id
    RETURNING event.*, ARRAY(SELECT name FROM projection WHERE projection.position = $2) AS current
"""
_MOVE_HEAD = "UPDATE log_state SET head = head + $1, seal = $2 WHERE id = 1"


async def stamp_waiting(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], limit: int
) -> list[LoggedEvent]:
    """Give at most ``limit`` events their positions and fold them, in one transaction; return them.

    The lock on the head lets one process stamp at a time. All subscribers wait for this, so all that is changed is sent
    as one statement.
    """
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"):
        return []
    async with connection.transaction():
        state = await connection.fetchrow(_LOCK)
        if state is None:
            raise RuntimeError("log_state has no row: run `qala migrate`")
        stamped = await connection.fetch(_STAMP, limit, state["head"])
        stamped.sort(key=itemgetter("position"))
        events = [logged_event(found) for found in stamped]
        if not events:
            # Another process stamped them meanwhile.
            return []
        seal = sealed(state["seal"], (found["hash"] for found in stamped))
        writes = [Write(_MOVE_HEAD, (len(events), seal))]
        writes += await fold_writes(connection, projections, events, stamped[0]["current"])
        await run_together(connection, writes)
    return events
