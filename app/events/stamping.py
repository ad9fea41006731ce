"""Giving waiting events their positions, and folding them in the same transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from operator import itemgetter
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.domain.log.seal import sealed
from app.events.folding import fold_writes
from app.events.log import EVENT_COLUMNS, logged_event, published_body
from app.events.projections.projection import Projection
from app.events.projections.request_state import JOINED, joined_states
from app.events.projections.write import Write, run_together

_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"
_LOCK = "SELECT FROM log_state WHERE id = 1 FOR UPDATE"
_BEGIN = f"BEGIN; {_LOCK}"
_STAMP = f"""
    WITH waiting AS (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT {{}}),
         numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS number FROM waiting),
         stamped AS (
             UPDATE event SET position = log_state.head + numbered.number FROM numbered, log_state
             WHERE event.id = numbered.id AND log_state.id = 1
             RETURNING {", ".join(f"event.{name}" for name in ("position", "request_id", "hash", *EVENT_COLUMNS))},
                       log_state.head, log_state.seal
         )
    SELECT stamped.*, ARRAY(SELECT name FROM projection WHERE projection.position = stamped.head) AS current, state.*
    FROM stamped {JOINED.format("stamped.request_id")}
"""  # noqa: S608 - constants; the number is formatted, because a plan for any number might read the whole table
_MOVE_HEAD = "UPDATE log_state SET head = head + $1, seal = $2 WHERE id = 1"


async def stamp_waiting(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], limit: int, *, is_expected: bool = False
) -> list[LoggedEvent]:
    """Give at most ``limit`` events their positions and fold them, in one transaction; return them.

    The lock on the head lets one process stamp at a time. All subscribers wait for this, so it takes four round trips
    for most events, and all that is changed is sent as one statement. ``is_expected`` says that an event most likely
    waits; otherwise a cheaper statement looks for one first.
    """
    if not is_expected and not await connection.fetchval(_WAITING):
        return []
    async with _locked_log(connection):
        # A statement of its own, after the lock: its snapshot has what the process that stamped before has committed.
        stamped = await connection.fetch(_STAMP.format(int(limit)))
        if not stamped:
            if not await connection.fetchval("SELECT EXISTS (SELECT FROM log_state)"):
                raise RuntimeError("log_state has no row: run `qala migrate`")
            # Another process stamped them meanwhile.
            return []
        stamped.sort(key=itemgetter("position"))
        events = [logged_event(found, published_body(found)) for found in stamped]
        seal = sealed(stamped[0]["seal"], (found["hash"] for found in stamped))
        writes = [Write(_MOVE_HEAD, (len(events), seal))]
        states = joined_states(stamped)
        writes += await fold_writes(connection, projections, events, stamped[0]["current"], states)
        await run_together(connection, writes)
    return events


@asynccontextmanager
async def _locked_log(connection: "asyncpg.Connection[Any]") -> AsyncIterator[None]:
    """Run the block in a transaction that holds the lock of the log, which is begun and locked in one round trip."""
    if connection.is_in_transaction():
        await connection.execute(_LOCK)
        yield
        return
    await connection.execute(_BEGIN)
    try:
        yield
    except BaseException:
        # The connection may be gone, and the transaction with it.
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise
    await connection.execute("COMMIT")
