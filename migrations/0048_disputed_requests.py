"""How many disputed requests each executor has, and the disputes of each request by executor.

A process of an earlier version that numbers events would not write these rows. Where one runs during the migration, the
job that rebuilds projections makes them; otherwise, as in an installation that was stopped, they are counted here.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

# The advisory lock of the sequencer.
_SEQUENCER_RUNS = """
    EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
            AND ((classid::bigint << 32) | objid::bigint) = 348987867394)
"""
_IS_CURRENT = """
    EXISTS (SELECT FROM projection, log_state WHERE name = 'disputed_requests' AND position = log_state.head)
"""
UP = (
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    """
    CREATE TABLE executor_dispute (
        request_id uuid NOT NULL, executor_id uuid NOT NULL, disputes int NOT NULL,
        CONSTRAINT executor_dispute_pkey PRIMARY KEY (request_id, executor_id)
    )
    """,
    """
    CREATE TABLE disputed_total (
        city_id varchar(40) NOT NULL, executor_id uuid NOT NULL, requests int NOT NULL,
        CONSTRAINT disputed_total_pkey PRIMARY KEY (city_id, executor_id)
    ) WITH (fillfactor = 50)
    """,
    f"""
    INSERT INTO projection (name, position)
    SELECT 'disputed_requests', head FROM log_state WHERE NOT EXISTS (SELECT FROM event) OR NOT {_SEQUENCER_RUNS} AND
        EXISTS (SELECT FROM projection WHERE name = 'request_states' AND position = log_state.head)
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO executor_dispute (request_id, executor_id, disputes)
    SELECT request_id, (snapshot ->> 'executor_id')::uuid, count(*) FROM event
    WHERE {_IS_CURRENT} AND kind = 'WORK_DISPUTED' AND position IS NOT NULL AND snapshot ->> 'executor_id' IS NOT NULL
    GROUP BY 1, 2
    """,  # noqa: S608 - constants
    """
    INSERT INTO disputed_total (city_id, executor_id, requests)
    SELECT city_id, executor_id, count(*) FROM executor_dispute JOIN request_state USING (request_id, executor_id)
    GROUP BY 1, 2
    """,
)
DOWN = (
    "DROP TABLE disputed_total",
    "DROP TABLE executor_dispute",
    "DELETE FROM projection WHERE name = 'disputed_requests'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the tables, and count."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0047_done_indexes"), ("qala", "0046_zone_sums_position")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
