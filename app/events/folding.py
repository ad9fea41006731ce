"""Folding a batch of events into every projection that is up to date, and what time alone changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.events import LoggedEvent
from app.events.projections import PROJECTIONS
from app.events.projections.projection import Projection
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import PASSED, Batch, changes_of, pass_time

PASSED_AT_ONCE = 500

# A read model whose position is not the head has missed events: it is not folded until it is rebuilt. The others are
# always folded, because a version of before this table did so without moving their positions. Names that this version
# does not know stay behind: a newer version has them, and has to build them again.
ADVANCE = """
    WITH moved AS (
        UPDATE projection SET position = $1 + $2
        WHERE position = $1 AND name = ANY($4) OR name = ANY($5) RETURNING name
    )
    UPDATE log_state SET head = $1 + $2, seal = $3 WHERE id = 1 RETURNING ARRAY(SELECT name FROM moved) AS current
"""
"""Moves the head and the positions of what is up to date; returns the names of those."""
READ_MODELS = [projection.name for projection in PROJECTIONS if isinstance(projection, ReadModel)]
OTHERS = [projection.name for projection in PROJECTIONS if not isinstance(projection, ReadModel)]
_CURRENT = "SELECT ARRAY(SELECT name FROM projection WHERE position = $1)"


async def fold(
    connection: "asyncpg.Connection[Any]",
    projections: Sequence[Projection],
    events: Sequence[LoggedEvent],
    current: Collection[str],
) -> None:
    """Fold the events into these projections; of the read models only into those named in ``current``."""
    models = [item for item in projections if isinstance(item, ReadModel) and item.name in current]
    if models:
        await fold_batch(connection, models, await changes_of(connection, events))
    for projection in projections:
        if not isinstance(projection, ReadModel):
            await projection.fold(connection, events)


async def fold_batch(connection: "asyncpg.Connection[Any]", models: Sequence[ReadModel], batch: Batch) -> None:
    """Fold the changes into these read models."""
    for model in models:
        await model.fold_changes(connection, batch)


async def fold_passed(connection: "asyncpg.Connection[Any]", models: Sequence[ReadModel], now: datetime) -> None:
    """Fold what the time ``now`` alone has changed, in the transaction of the caller."""
    while (batch := await pass_time(connection, now, PASSED_AT_ONCE)).changes:
        await fold_batch(connection, models, batch)
    for model in models:
        if await model.waits_for_time(connection.fetch, now):
            await model.pass_time(connection, now)


async def count_passed_time(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], now: datetime
) -> None:
    """Count requests whose deadline has passed as overdue, and finished ones as older, in short transactions.

    An event reports most deadlines, but no timer runs for an imported request. Then end the periods that have ended.
    """
    while await connection.fetchval(PASSED, now):
        async with connection.transaction():
            if not (models := await _locked(connection, projections)):
                return
            await fold_batch(connection, models, await pass_time(connection, now, PASSED_AT_ONCE))
    for model in projections:
        if isinstance(model, ReadModel) and await model.waits_for_time(connection.fetch, now):
            async with connection.transaction():
                if model in await _locked(connection, projections):
                    await model.pass_time(connection, now)


async def _locked(connection: "asyncpg.Connection[Any]", projections: Sequence[Projection]) -> list[ReadModel]:
    """Return the read models that are up to date. The lock keeps a rebuild from replacing their tables meanwhile."""
    head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
    current = await connection.fetchval(_CURRENT, head)
    return [item for item in projections if isinstance(item, ReadModel) and item.name in current]
