"""Indexes by which lists find the work that was done in a span of time, in a city and by an executor."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = (
    "CREATE INDEX service_request_done ON service_request (city_id, done_at) WHERE done_at IS NOT NULL",
    "CREATE INDEX service_request_executor_done ON service_request (executor_id, done_at)"
    " WHERE done_at IS NOT NULL AND executor_id IS NOT NULL",
)
DOWN = "DROP INDEX service_request_done, service_request_executor_done"


async def up(apps: Any, editor: Any) -> None:
    """Create the indexes."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the indexes."""
    await editor._run_sql(DOWN)


class Migration(migrations.Migration):
    dependencies = [("qala", "0045_city_colours")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
