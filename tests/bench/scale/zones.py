"""Fills the read model of problem zones, whose hexagons PostgreSQL does not know."""

from datetime import datetime
from typing import Any

from app.events.projections.sum_table import Sums
from app.events.projections.zone_figures import REQUESTS, SUMS, ZoneFigures, counted_zones

AT_ONCE = 50_000


async def fill_zones(connection: Any, now: datetime) -> None:
    """Count the zones of all requests, and sum the weeks of the periods that end now."""
    sums: Sums = {}
    async with connection.transaction():
        cursor = await connection.cursor(REQUESTS, now)
        while found := await cursor.fetch(AT_ONCE):
            for key, values in counted_zones(found).items():
                row = sums.setdefault(key, [0] * len(SUMS))
                for n, value in enumerate(values):
                    row[n] += value
    model = ZoneFigures()
    columns = (*model.sum_table.keys, *SUMS)
    records = [(*key, *values) for key, values in sorted(sums.items())]
    await connection.copy_records_to_table(model.table, columns=columns, records=records)
    async with connection.transaction():
        await model.pass_time(connection, now)
