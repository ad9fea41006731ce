"""An index by which the photos to check of an executor are counted."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

# Few photos have a mark, so the index is small, and the count reads nothing else.
UP = ("CREATE INDEX photo_marked ON photo (account_id) WHERE marks <> '{}'::text[] AND retracted_at IS NULL",)
DOWN = "DROP INDEX photo_marked"


async def up(apps: Any, editor: Any) -> None:
    """Create the index."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the index."""
    await editor._run_sql(DOWN)


class Migration(migrations.Migration):
    dependencies = [("qala", "0039_map_totals")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
