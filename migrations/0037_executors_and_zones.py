"""Totals of executors, and of the weeks that the periods of problem zones consist of.

Those of executors are made by the job that rebuilds projections; until then figures are counted from the tables. Those
of zones are summed by the sequencer before its first event.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_SUMS = (
    *("assigned", "active", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent"),
    *("rated", "stars", "disputed"),
)
_CLASSES = 6
# A rebuild in progress would put a table without the new columns in place.
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_STOP_REBUILD,
    f"""
    CREATE TABLE executor_total (
        executor_id uuid NOT NULL, city_id varchar(40) NOT NULL, {", ".join(f"{name} int NOT NULL" for name in _SUMS)},
        CONSTRAINT executor_total_pkey PRIMARY KEY (executor_id, city_id)
    ) WITH (fillfactor = 50)
    """,
    f"""
    CREATE TABLE zone_total (
        city_id varchar(40) NOT NULL, category_id varchar(40) NOT NULL, hexagon bigint NOT NULL,
        {", ".join(f"{name}{number} int NOT NULL" for number in range(_CLASSES) for name in ("received", "late"))},
        CONSTRAINT zone_total_pkey PRIMARY KEY (city_id, category_id, hexagon)
    ) WITH (fillfactor = 80)
    """,
    "CREATE TABLE zone_week (id smallint NOT NULL, week date NOT NULL, CONSTRAINT zone_week_pkey PRIMARY KEY (id))",
    """
    UPDATE request_state SET rated = v.rated, stars = v.stars FROM (
        SELECT v.request_id, count(v.rating) AS rated, sum(v.rating) AS stars FROM verdict v
        WHERE v.answer = 'confirm' AND v.rating IS NOT NULL AND NOT EXISTS (
            SELECT FROM verdict d WHERE d.request_id = v.request_id AND d.round = v.round AND d.answer = 'dispute')
        GROUP BY 1
    ) AS v WHERE v.request_id = request_state.request_id
    """,
    # An empty log is folded already. Otherwise there is no row yet: a version of before this one would move it together
    # with the read models that it folds.
    """
    INSERT INTO projection (name, position)
    SELECT 'executor_totals', head FROM log_state WHERE NOT EXISTS (SELECT FROM event)
    """,
)
DOWN = (
    *_STOP_REBUILD,
    "DROP TABLE zone_week",
    "DROP TABLE zone_total",
    "DROP TABLE executor_total",
    "DELETE FROM projection WHERE name = 'executor_totals'",
)


async def up(apps: Any, editor: Any) -> None:
    """Create the tables."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0031_growth")]

    initial = False

    operations = [
        ops.AddField(model_name="RequestStateRow", name="rated", field=fields.IntField(default=0, db_default=0)),
        ops.AddField(model_name="RequestStateRow", name="stars", field=fields.IntField(default=0, db_default=0)),
        ops.RunPython(up, reverse_code=down),
    ]
