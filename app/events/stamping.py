"""Giving waiting events their positions, and folding them in the same transaction."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import asyncpg

from app.domain.events import LoggedEvent
from app.domain.seal import sealed
from app.events.folding import ADVANCE, OTHERS, READ_MODELS, fold
from app.events.log import logged_event
from app.events.projections.projection import Projection

_STAMP = """
    WITH waiting AS (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT $1),
         numbered AS (SELECT id, $2 + row_number() OVER (ORDER BY id) AS position FROM waiting)
    UPDATE event SET position = numbered.position FROM numbered WHERE event.id = numbered.id
    RETURNING event.*
"""


async def stamp_waiting(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], limit: int
) -> list[LoggedEvent]:
    """Give at most ``limit`` events their positions and fold them, in one transaction; return them.

    The lock on the head lets one process stamp at a time.
    """
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"):
        return []
    async with connection.transaction():
        state = await connection.fetchrow("SELECT head, seal FROM log_state WHERE id = 1 FOR UPDATE")
        if state is None:
            raise RuntimeError("log_state has no row: run `qala migrate`")
        stamped = await connection.fetch(_STAMP, limit, state["head"])
        stamped.sort(key=itemgetter("position"))
        events = [logged_event(found) for found in stamped]
        seal = sealed(state["seal"], (found["hash"] for found in stamped))
        current = await connection.fetchval(ADVANCE, state["head"], len(events), seal, READ_MODELS, OTHERS)
        await fold(connection, projections, events, current)
    return events
