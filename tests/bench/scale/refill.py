"""What fills each read model from the tables, also in a database that was kept."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg

from app.events.projections import PROJECTIONS
from app.events.projections.day_figures import DayFigures
from app.events.projections.disputed_requests import DisputedRequests
from app.events.projections.map_cells import MapCells
from app.events.projections.points_months import months_are_due, sum_due_months
from app.events.projections.read_model import ReadModel, SummedModel
from app.events.projections.request_states import RequestStates
from app.events.projections.zone_figures import ZoneFigures
from app.events.rebuild import stale_read_models
from app.models.database import asyncpg_dsn
from tests.bench.scale import read_models_sql
from tests.bench.scale.day_figures import fill_day_figures
from tests.bench.scale.zones import fill_zones

Script = list[tuple[str, tuple[Any, ...]]]
"""Statements with their values, which run one after another."""
PROGRAMS: dict[str, Callable[[Any, datetime], Awaitable[None]]] = {
    ZoneFigures.name: fill_zones,
    DayFigures.name: lambda connection, _: fill_day_figures(connection),
}
"""Read models that are counted here rather than by PostgreSQL."""


class PartOfTheLog(Exception):
    """Only a part of the log is there, and the whole is needed."""


def is_filled(model: ReadModel) -> bool:
    """Whether there is a quicker way to fill this read model than folding the log."""
    return model.name in PROGRAMS or bool(fill_scripts(model, datetime.now(UTC)))


def fill_scripts(model: Any, now: datetime) -> list[Script]:
    """Return what fills a read model; nothing for one that only the online rebuild can fill."""
    if isinstance(model, MapCells):
        first, *rest = read_models_sql.rolled_up(model)
        return [[(first, (now,)), *((statement, ()) for statement in rest)]]
    if isinstance(model, SummedModel) and hasattr(model, "counted"):
        return [[(read_models_sql.summed(model), (now,))]]
    if isinstance(model, DisputedRequests):
        return [[(statement, ()) for statement in read_models_sql.DISPUTED]]
    if isinstance(model, RequestStates):
        return [[(read_models_sql.STATES, (now,))]]
    return []


async def refill(database_url: str, log_months: int | None = None) -> list[str]:
    """Fill the read models that newer code has emptied or changed; return their names.

    Raises:
        PartOfTheLog: there are some, and the log has only so many months.
    """
    now = datetime.now(UTC)
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        names = await stale_read_models(connection)
        if names and log_months is not None:
            raise PartOfTheLog(f"{', '.join(names)}: filled from the whole log only; delete this database")
        for model in PROJECTIONS:
            if not isinstance(model, ReadModel) or model.name not in names or not is_filled(model):
                continue
            await connection.execute(f"TRUNCATE {', '.join(model.tables)}")
            for script in fill_scripts(model, now):
                for statement, values in script:
                    await connection.execute(statement, *values)
            if model.name in PROGRAMS:
                await PROGRAMS[model.name](connection, now)
            await connection.execute(
                "INSERT INTO projection (name, position) SELECT $1, head FROM log_state"
                " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
                model.name,
            )
            await connection.execute(f"VACUUM (ANALYZE) {', '.join(model.tables)}")
        if await months_are_due(connection.fetch):
            await sum_due_months(connection)
            await connection.execute("VACUUM (ANALYZE) points_month")
        for model in PROJECTIONS:
            # As the sequencer does before its first event: sums of weeks may be missing, or of a week that is over.
            if isinstance(model, ReadModel) and await model.waits_for_time(connection.fetch, now):
                async with connection.transaction():
                    await model.pass_time(connection, now)
                await connection.execute(f"VACUUM (ANALYZE) {', '.join(model.tables)}")
    finally:
        await connection.close()
    return names
