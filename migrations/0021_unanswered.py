"""Closing without an answer becomes a status; requests that time alone has confirmed are found and corrected."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_STATUSES = (
    "ALTER TABLE service_request ADD CONSTRAINT service_request_status CHECK (status IN ('ACCEPTED', 'IN_PROGRESS',"
    " 'ON_HOLD', 'DONE', 'CONFIRMED', {}'REJECTED', 'WITHDRAWN', 'MERGED'))"
)
_DROP = "ALTER TABLE service_request DROP CONSTRAINT service_request_status"
UP = (
    _DROP,
    _STATUSES.format("'UNANSWERED', "),
    # The log says which: the time of a timer stands at a confirmation that no person gave. The deadline job writes the
    # correction as an event of its own, so that rows, log, hashes and projections agree.
    "UPDATE service_request SET next_moment_at = fired_confirm_at"
    " WHERE status = 'CONFIRMED' AND rating IS NULL AND fired_confirm_at IS NOT NULL AND EXISTS (SELECT FROM event e"
    "  WHERE e.request_id = service_request.id AND e.kind = 'WORK_CONFIRMED' AND e.moment_at IS NOT NULL)",
)
DOWN = (
    "UPDATE service_request SET status = 'CONFIRMED', confirmed_at = closed_at WHERE status = 'UNANSWERED'",
    "UPDATE service_request SET next_moment_at = NULL WHERE status = 'CONFIRMED'",
    _DROP,
    _STATUSES.format(""),
)


async def up(apps: Any, editor: Any) -> None:
    """Allow the status, and let the deadline job correct what silence has confirmed."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Take silence for a confirmation again."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0020_list_indexes")]

    initial = False

    operations = [
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_again_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
