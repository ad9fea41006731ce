"""Lists of a span of time in another order than that of creation; and tables that grow are vacuumed before it hurts."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_DAY = "((created_at AT TIME ZONE 'UTC')::date)"
_DUE = "(COALESCE(due_at, '9999-01-01T00:00:00Z'::timestamptz))"
_DEFAULTS = "autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_analyze_scale_factor"
UP = (
    f"CREATE INDEX service_request_day_due_first ON service_request (city_id, {_DAY}, {_DUE}, id)",
    f"CREATE INDEX service_request_day_updated ON service_request (city_id, {_DAY}, updated_at, id)",
    "CREATE INDEX session_expires ON session (expires_at)",
    # Each event is written twice, because the sequencer numbers it later. By default the first versions of a million
    # events would lie in a log of five million before they are vacuumed: 1.3 GB.
    "ALTER TABLE event SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 10000,"
    " autovacuum_analyze_scale_factor = 0.02)",
    # Each step changes indexed columns, so no update stays within its page. Fresh statistics keep the planner right
    # about the newest times, which all lists begin with.
    "ALTER TABLE service_request SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,"
    " autovacuum_analyze_scale_factor = 0.02)",
    # Room for the next version of a row in its page: a twelfth of the updates went to another page without it.
    "ALTER TABLE request_state SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05)",
    # Rows that change twice and are deleted by the job of what is over.
    "ALTER TABLE notification SET (autovacuum_vacuum_scale_factor = 0.05)",
    "ALTER TABLE letter SET (autovacuum_vacuum_scale_factor = 0.05)",
)
DOWN = (
    "ALTER TABLE letter RESET (autovacuum_vacuum_scale_factor)",
    "ALTER TABLE notification RESET (autovacuum_vacuum_scale_factor)",
    "ALTER TABLE request_state RESET (fillfactor, autovacuum_vacuum_scale_factor)",
    f"ALTER TABLE service_request RESET ({_DEFAULTS})",
    f"ALTER TABLE event RESET ({_DEFAULTS})",
    "DROP INDEX session_expires, service_request_day_updated, service_request_day_due_first",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the indexes, and set what the tables need."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Return to the settings of the server."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0030_cohorts")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
