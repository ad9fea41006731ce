"""The version of the zones of a city, which each change of them replaces: a process keeps those that it has read.

A process of an earlier version that numbers events leaves the table behind; the sequencer of this one then marks all
cities, and no process takes what it has kept until then.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

# A rebuild in progress would replace the tables without this one.
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_STOP_REBUILD,
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    # Each event changes a row: with free space in its page that needs no entry in the index.
    """
    CREATE TABLE zone_change (
        city_id varchar(40) NOT NULL, version uuid NOT NULL, CONSTRAINT zone_change_pkey PRIMARY KEY (city_id)
    ) WITH (fillfactor = 50)
    """,
    "INSERT INTO zone_change (city_id, version) SELECT id, gen_random_uuid() FROM city",
    """
    INSERT INTO projection (name, position) SELECT 'zone_changes', position FROM projection WHERE name = 'zone_received'
    """,
)
DOWN = (
    *_STOP_REBUILD,
    "DROP TABLE zone_change",
    "DELETE FROM projection WHERE name = 'zone_changes'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the table, and mark all cities."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0058_log_archive")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
