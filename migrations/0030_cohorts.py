"""What has become of the requests of each day, figures of months beside those of days, and counters of cities.

The read models are made again by the job that rebuilds projections; until then figures are counted from the tables.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_STALE = "('request_states', 'request_counters', 'day_figures')"
_SUMS = ("received", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent")
UP = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
    f"""
    CREATE TABLE request_cohort (
        city_id varchar(40) NOT NULL, grain varchar(8) NOT NULL, day date NOT NULL, bucket smallint NOT NULL,
        {", ".join(f"{name} int NOT NULL" for name in _SUMS)},
        CONSTRAINT request_cohort_pkey PRIMARY KEY (city_id, grain, day, bucket)
    ) WITH (fillfactor = 80)
    """,
    # An empty log is folded already.
    f"""
    UPDATE projection SET position = CASE WHEN NOT EXISTS (SELECT FROM event) THEN position END
    WHERE name IN {_STALE}
    """,  # noqa: S608 - constants
    """
    INSERT INTO projection (name, position)
    SELECT 'request_cohorts', CASE WHEN NOT EXISTS (SELECT FROM event) THEN head END FROM log_state
    """,
)
DOWN = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
    "DROP TABLE request_cohort",
    "DELETE FROM projection WHERE name = 'request_cohorts'",
    "DELETE FROM day_figure WHERE kind LIKE '% month'",
    "DELETE FROM request_counter WHERE kind = 'city'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the table, and let what misses the months be built again."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove both."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0029_zone_figures")]

    initial = False

    operations = [
        ops.AddField(
            model_name="RequestStateRow",
            name="answered",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
