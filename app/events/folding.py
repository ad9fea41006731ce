"""Folding a batch of events into every projection that is up to date, and what time alone changes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from app.domain.log.events import LoggedEvent
from app.events.projections import PROJECTIONS
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.projection import Projection
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import PASSED, Batch, RequestState, changes_of, passed_batch, state_writes
from app.events.projections.write import Write, run_together

log = structlog.get_logger()

PASSED_AT_ONCE = 500
_UNFOLDABLE = (ArithmeticError, LookupError, ValueError)
"""What a read model raises whose rows do not fit the events, such as a count that would fall below none."""

# A read model whose position is not the head has missed events: it is not folded until it is rebuilt. The others are
# always folded, because a version of before this table did so without moving their positions; a part of theirs that has
# missed events stays behind too. Names that this version
# does not know stay behind: a newer version has them, and has to build them again.
_ADVANCE = """
    UPDATE projection SET position = $1 + $2 WHERE position = $1 AND name = ANY($3) OR name = ANY($4)
"""
_READ_MODELS = [projection.name for projection in PROJECTIONS if isinstance(projection, ReadModel)]
_OF_LOCAL_DAYS = frozenset(projection.name for projection in PROJECTIONS if projection.has_local_days)
_PARTS = [part for projection in PROJECTIONS for part in projection.parts]
_OTHERS = [projection.name for projection in PROJECTIONS if not isinstance(projection, ReadModel)]
_CURRENT = "SELECT ARRAY(SELECT name FROM projection WHERE position = $1)"


async def fold_writes(
    connection: "asyncpg.Connection[Any]",
    projections: Sequence[Projection],
    events: Sequence[LoggedEvent],
    current: Collection[str],
    states: Mapping[UUID, RequestState],
) -> list[Write]:
    """Return what folds the events into these projections; of the read models only into those named in ``current``.

    ``states`` are the stored states of their requests.
    """
    writes, behind = list[Write](), set[str]()
    await CITY_ZONES.follow(connection.fetch, are_current=set(current) >= _OF_LOCAL_DAYS)
    models = [item for item in projections if isinstance(item, ReadModel) and item.name in current]
    if models:
        batch = await changes_of(connection, events, before=states)
        writes += state_writes(batch)
        for model in models:
            try:
                writes += await model.writes_of(connection.fetch, batch)
            except _UNFOLDABLE as error:
                # The log would stand still for all; left behind, it is counted from the tables until it is rebuilt.
                log.exception("read_model_left_behind", name=model.name, error=repr(error))
                behind |= {model.name, *model.parts}
    advancing = [name for name in (*_READ_MODELS, *_PARTS) if name not in behind]
    writes.insert(0, Write(_ADVANCE, (events[0].position - 1, len(events), advancing, _OTHERS)))
    for projection in projections:
        if not isinstance(projection, ReadModel):
            writes += await projection.writes(connection, events)
    return writes


async def fold_batch(connection: "asyncpg.Connection[Any]", models: Sequence[ReadModel], batch: Batch) -> None:
    """Fold the changes into the states of requests and these read models."""
    await run_together(connection, await _batch_writes(connection, models, batch))


async def fold_again(
    connection: "asyncpg.Connection[Any]",
    projections: Sequence[Projection],
    events: Sequence[LoggedEvent],
    now: datetime,
) -> None:
    """Fold events of the log into copies of these projections; the states are those of the time ``now``."""
    writes: list[Write] = []
    models = [item for item in projections if isinstance(item, ReadModel)]
    if models:
        writes += await _batch_writes(connection, models, await changes_of(connection, events, now=now))
    for projection in projections:
        if not isinstance(projection, ReadModel):
            writes += await projection.writes(connection, events)
    await run_together(connection, writes)


async def _batch_writes(
    connection: "asyncpg.Connection[Any]", models: Sequence[ReadModel], batch: Batch
) -> list[Write]:
    writes = state_writes(batch)
    for model in models:
        writes += await model.writes_of(connection.fetch, batch)
    return writes


async def fold_passed(connection: "asyncpg.Connection[Any]", models: Sequence[ReadModel], now: datetime) -> None:
    """Fold what the time ``now`` alone has changed, in the transaction of the caller."""
    while (batch := await passed_batch(connection, now, PASSED_AT_ONCE)).changes:
        await fold_batch(connection, models, batch)
    for model in models:
        if await model.waits_for_time(connection.fetch, now):
            await model.pass_time(connection, now)


async def count_passed_time(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], now: datetime
) -> frozenset[str]:
    """Count requests whose deadline has passed as overdue, and finished ones as older, in short transactions.

    An event reports most deadlines, but no timer runs for an imported request. Then end the periods that have ended.
    Return the cities with more overdue requests.
    """
    cities = set[str]()
    await CITY_ZONES.read(connection.fetch)
    while await connection.fetchval(PASSED, now):
        async with connection.transaction():
            if not (models := await _locked(connection, projections)):
                break
            batch = await passed_batch(connection, now, PASSED_AT_ONCE)
            await fold_batch(connection, models, batch)
        late = (change for change in batch.changes if change.after.overdue)
        cities |= {change.after.city_id for change in late if change.before is None or not change.before.overdue}
    for model in projections:
        if isinstance(model, ReadModel) and await model.waits_for_time(connection.fetch, now):
            async with connection.transaction():
                if model in await _locked(connection, projections):
                    await model.pass_time(connection, now)
    return frozenset(cities)


async def _locked(connection: "asyncpg.Connection[Any]", projections: Sequence[Projection]) -> list[ReadModel]:
    """Return the read models that are up to date. The lock keeps a rebuild from replacing their tables meanwhile."""
    head = await connection.fetchval("SELECT head FROM log_state WHERE id = 1 FOR UPDATE")
    current = await connection.fetchval(_CURRENT, head)
    return [item for item in projections if isinstance(item, ReadModel) and item.name in current]
