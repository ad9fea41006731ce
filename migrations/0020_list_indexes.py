from typing import Any

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

_DUE = "(COALESCE(due_at, '9999-01-01T00:00:00Z'::timestamptz))"
_OPEN = "status IN ('ACCEPTED', 'IN_PROGRESS', 'ON_HOLD')"

# Few requests are open, and most lists show those: their own indexes stay small however many are closed.
UP = (
    f"CREATE INDEX service_request_due_first ON service_request ({_DUE}, id)",
    f"CREATE INDEX service_request_city_due_first ON service_request (city_id, {_DUE}, id)",
    f"CREATE INDEX service_request_open ON service_request (created_at, id) WHERE {_OPEN}",
    f"CREATE INDEX service_request_city_open ON service_request (city_id, created_at, id) WHERE {_OPEN}",
    f"CREATE INDEX service_request_executor_open ON service_request (executor_id, created_at, id) WHERE {_OPEN}",
    f"CREATE INDEX service_request_open_due_first ON service_request ({_DUE}, id) WHERE {_OPEN}",
    f"CREATE INDEX service_request_city_open_due_first ON service_request (city_id, {_DUE}, id) WHERE {_OPEN}",
)
DOWN = (
    "DROP INDEX service_request_city_open_due_first, service_request_open_due_first, service_request_executor_open,"
    " service_request_city_open, service_request_open, service_request_city_due_first, service_request_due_first",
)


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0019_callers")]

    initial = False

    operations = [
        ops.AddIndex(
            model_name="ServiceRequestRow", index=Index(fields=["city_id", "category_id", "created_at", "id"])
        ),
        ops.AddIndex(model_name="ServiceRequestRow", index=Index(fields=["created_at", "id"])),
        ops.AddIndex(model_name="ServiceRequestRow", index=Index(fields=["updated_at", "id"])),
        ops.RunPython(up, reverse_code=down),
    ]
