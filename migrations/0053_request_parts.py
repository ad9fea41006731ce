"""Requests by the part of the day on which they were created: the ends of a span are summed from it.

A process of an earlier version that numbers events would not write these rows. Where one runs during the migration, the
job that rebuilds projections makes them; otherwise, as in an installation that was stopped, they are counted here.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_COUNTED = {
    "done": "done_at IS NOT NULL",
    "on_time": "done_at <= due_at",
    "late": "done_at > due_at",
    "confirmed": "confirmed_at IS NOT NULL",
    "unanswered": "status = 'UNANSWERED'",
    "answered": "done_at IS NOT NULL AND answered",
    "silent": "status = 'UNANSWERED' AND NOT answered",
}
_SUMS = ("received", *_COUNTED)
_SECONDS = "extract(epoch FROM done_at - created_at)::float8"
# Buckets of durations, each 4 % longer than the one before; -1 is that of requests without completed work.
_BUCKET = f"""
    CASE WHEN {_SECONDS} <= 1 THEN 0
         WHEN {_SECONDS} > 1 THEN least(511, trunc(ln({_SECONDS}) / ln(1.04::float8)))::int ELSE -1 END
"""
# The advisory lock of the sequencer.
_SEQUENCER_RUNS = """
    EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
            AND ((classid::bigint << 32) | objid::bigint) = 348987867394)
"""
_IS_CURRENT = """
    EXISTS (SELECT FROM projection, log_state WHERE name = 'request_parts' AND position = log_state.head)
"""
UP = (
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    f"""
    CREATE TABLE request_part (
        city_id varchar(40) NOT NULL, day date NOT NULL, hour smallint NOT NULL, bucket smallint NOT NULL,
        category_id varchar(40) NOT NULL, {", ".join(f"{name} int NOT NULL" for name in _SUMS)},
        CONSTRAINT request_part_pkey PRIMARY KEY (city_id, day, hour, bucket, category_id)
    ) WITH (fillfactor = 80)
    """,
    f"""
    INSERT INTO projection (name, position)
    SELECT 'request_parts', head FROM log_state WHERE NOT EXISTS (SELECT FROM event) OR NOT {_SEQUENCER_RUNS} AND
        EXISTS (SELECT FROM projection WHERE name = 'request_states' AND position = log_state.head)
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO request_part (city_id, day, hour, bucket, category_id, {", ".join(_SUMS)})
    SELECT city_id, local_at::date, extract(hour FROM local_at)::int / 3 * 3, shown.bucket, shown.category_id,
           count(*), {", ".join(f"count(*) FILTER (WHERE has_bucket AND {what})" for what in _COUNTED.values())}
    FROM (SELECT s.*, {_BUCKET} AS bucket, created_at AT TIME ZONE timezone AS local_at
          FROM request_state s JOIN city ON city.id = s.city_id WHERE {_IS_CURRENT} OFFSET 0) AS request,
        LATERAL (VALUES (true, request.bucket, ''), (false, -2, request.category_id))
            AS shown(has_bucket, bucket, category_id)
    GROUP BY 1, 2, 3, 4, 5
    """,  # noqa: S608 - constants
)
DOWN = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
    "DROP TABLE request_part",
    "DELETE FROM projection WHERE name = 'request_parts'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the table, and count."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0051_people_indexes")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
