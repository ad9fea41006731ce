"""What each account earned in a city in a month, summed from the ledger of points: leaderboards are read from it.

Nothing is summed here. The months that have entries are noted, and the job that rebuilds projections sums one of them
at a time, while the city goes on; until then the board of a month is summed from its entries as before.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_MONTH = "p.day - extract(day FROM p.day)::int + 1"
# A rebuild in progress would put entries without months in place.
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_STOP_REBUILD,
    # Most updates change points, which is a column of the index: the dead entries of a month would lie in its board.
    """
    CREATE TABLE points_month (
        account_id uuid NOT NULL, city_id varchar(40) NOT NULL, month date NOT NULL, points bigint NOT NULL,
        requests int NOT NULL, last bigint NOT NULL,
        CONSTRAINT points_month_pkey PRIMARY KEY (account_id, city_id, month)
    ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000)
    """,
    """
    CREATE INDEX points_month_board ON points_month (city_id, month, points DESC, last, account_id)
    WHERE requests >= 3 AND points > 0
    """,
    """
    CREATE TABLE points_month_due (
        city_id varchar(40) NOT NULL, month date NOT NULL, CONSTRAINT points_month_due_pkey PRIMARY KEY (city_id, month)
    )
    """,
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    # The first entry of each month by the index, so that the lock of the log is held for milliseconds.
    f"""
    WITH RECURSIVE found (city_id, month) AS (
        (SELECT p.city_id, {_MONTH} FROM points_entry p ORDER BY p.city_id, p.day LIMIT 1)
        UNION ALL
        SELECT following.* FROM found CROSS JOIN LATERAL (
            SELECT p.city_id, {_MONTH} FROM points_entry p
            WHERE (p.city_id, p.day) >= (found.city_id, (found.month + interval '1 month')::date)
            ORDER BY p.city_id, p.day LIMIT 1
        ) AS following
    )
    INSERT INTO points_month_due (city_id, month) SELECT city_id, month FROM found
    """,  # noqa: S608 - constants
    "INSERT INTO projection (name, position) SELECT 'points_months', head FROM log_state",
)
DOWN = (
    *_STOP_REBUILD,
    "DROP TABLE points_month_due",
    "DROP TABLE points_month",
    "DELETE FROM projection WHERE name = 'points_months'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the tables, and note what is to be summed."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0055_overdue_imports")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
