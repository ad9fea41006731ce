"""Sums of the zones of a city over all categories, and of its categories over all zones.

The sequencer sums the weeks anew before its first event; until then figures are read from the weeks.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_CLASSES = 6
# A rebuild in progress would put tables without the new column in place.
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_STOP_REBUILD,
    f"""
    CREATE TABLE zone_sum (
        city_id varchar(40) NOT NULL, category_id varchar(40) NOT NULL, hexagon bigint NOT NULL,
        {", ".join(f"{name}{number} int NOT NULL" for number in range(_CLASSES) for name in ("received", "late"))},
        CONSTRAINT zone_sum_pkey PRIMARY KEY (city_id, category_id, hexagon)
    ) WITH (fillfactor = 80)
    """,
    "ALTER TABLE zone_week ADD COLUMN is_summed boolean NOT NULL DEFAULT false",
)
DOWN = (
    *_STOP_REBUILD,
    "ALTER TABLE zone_week DROP COLUMN is_summed",
    "DROP TABLE zone_sum",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the table."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0043_filters_of_work")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
