"""How far the sums of zones have come has a row of its own.

A version that does not know them may number events after one that does; they are then summed anew.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

# Without a position: sums of before this row may be behind, and are made again before the first event.
UP = "INSERT INTO projection (name) VALUES ('zone_sums') ON CONFLICT DO NOTHING"
DOWN = "DELETE FROM projection WHERE name = 'zone_sums'"


async def up(apps: Any, editor: Any) -> None:
    """Insert the row."""
    await editor._run_sql(UP)


async def down(apps: Any, editor: Any) -> None:
    """Remove it."""
    await editor._run_sql(DOWN)


class Migration(migrations.Migration):
    dependencies = [("qala", "0045_city_colours")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
