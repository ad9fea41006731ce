"""The archive of the event log: whole old months that ``qala archive`` moves out of the table ``event``.

It is partitioned by ranges of positions, one for each month. ``archived_request`` says in which positions the archive
has events of a request, and what the next event of that request continues.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = (
    # The columns of ``event`` in their order: rows are moved, and both tables are read together, as ``SELECT *``.
    # Without a foreign key to the request: its check would lock the row of each request that commands lock too.
    "CREATE TABLE event_archive (LIKE event INCLUDING CONSTRAINTS INCLUDING STORAGE) PARTITION BY RANGE (position)",
    "ALTER TABLE event_archive ADD CONSTRAINT event_archive_pkey PRIMARY KEY (position)",
    "CREATE INDEX event_archive_request ON event_archive (request_id, version)",
    "CREATE INDEX event_archive_city ON event_archive (city_id, position)",
    "CREATE INDEX event_archive_actor_city ON event_archive (actor_id, city_id) WHERE actor_id IS NOT NULL",
    "CREATE INDEX event_archive_merged ON event_archive ((snapshot ->> 'merged_into')) WHERE kind = 'MERGED'",
    """
    CREATE TABLE archived_month (
        month date NOT NULL, first_position bigint NOT NULL, last_position bigint NOT NULL, moved_to bigint NOT NULL,
        CONSTRAINT archived_month_pkey PRIMARY KEY (month)
    )
    """,
    "ALTER TABLE archived_month ADD CONSTRAINT archived_month_positions CHECK"
    " (first_position <= last_position AND moved_to BETWEEN first_position - 1 AND last_position)",
    """
    CREATE TABLE archived_request (
        request_id uuid NOT NULL, first_position bigint NOT NULL, last_position bigint NOT NULL, version int NOT NULL,
        hash bytea NOT NULL, completions int NOT NULL,
        CONSTRAINT archived_request_pkey PRIMARY KEY (request_id)
    )
    """,
    # Disputes are few, and lists and statistics look for them in all years at once.
    """
    CREATE TABLE archived_dispute (
        position bigint NOT NULL, request_id uuid NOT NULL, city_id varchar(40) NOT NULL, at timestamptz NOT NULL,
        executor_id uuid,
        CONSTRAINT archived_dispute_pkey PRIMARY KEY (position)
    )
    """,
    "CREATE INDEX archived_dispute_city ON archived_dispute (city_id, at)",
    "CREATE INDEX archived_dispute_request ON archived_dispute (request_id)",
    # Without statistics PostgreSQL expects some hundred rows in an empty table.
    "ANALYZE archived_request, archived_dispute",
)
DOWN = (
    # An earlier version reads ``event`` alone.
    "INSERT INTO event SELECT * FROM event_archive",
    "DROP TABLE archived_dispute",
    "DROP TABLE archived_request",
    "DROP TABLE archived_month",
    "DROP TABLE event_archive",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the tables."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Move all events back, and remove the tables."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0057_city_accounts")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
