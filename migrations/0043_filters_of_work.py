"""Indexes by which lists find work that was late, disputed, or has marked photos."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = (
    "CREATE INDEX service_request_late ON service_request (city_id, created_at, id) WHERE done_at > due_at",
    "CREATE INDEX service_request_executor_late ON service_request (executor_id, created_at, id)"
    " WHERE done_at > due_at",
    "CREATE INDEX event_disputed_request ON event (request_id) WHERE kind = 'WORK_DISPUTED'",
    "CREATE INDEX photo_marked_request ON photo (request_id, account_id)"
    " WHERE marks <> '{}'::text[] AND retracted_at IS NULL",
)
DOWN = "DROP INDEX service_request_late, service_request_executor_late, event_disputed_request, photo_marked_request"


async def up(apps: Any, editor: Any) -> None:
    """Create the indexes."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the indexes."""
    await editor._run_sql(DOWN)


class Migration(migrations.Migration):
    dependencies = [("qala", "0042_followed_areas")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
