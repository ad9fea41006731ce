"""Squares of the map know the city of their requests and how long ago they were finished.

The read model is made again by the job that rebuilds projections; until then the map is counted from requests.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

_KEEP = "('request_states', 'map_cells')"
_COLUMNS = """
    n0 int NOT NULL, n1 int NOT NULL, n2 int NOT NULL, n3 int NOT NULL, n4 int NOT NULL, n5 int NOT NULL,
    o0 int NOT NULL, o1 int NOT NULL, longitude bigint NOT NULL, latitude bigint NOT NULL,
    id_high bigint NOT NULL, id_low bigint NOT NULL
"""
# An empty log is folded already.
_STALE = f"""
    UPDATE projection SET position = CASE WHEN NOT EXISTS (SELECT FROM event) THEN position END
    WHERE name IN {_KEEP}
"""  # noqa: S608 - constants
_NEW_START = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
    _STALE,
    "DROP TABLE map_cell",
)
UP = (
    *_NEW_START,
    f"""
    CREATE TABLE map_cell (
        band smallint NOT NULL, category_id varchar(40) NOT NULL, x int NOT NULL, y int NOT NULL,
        city_id varchar(40) NOT NULL, age smallint NOT NULL, {_COLUMNS},
        CONSTRAINT map_cell_pkey PRIMARY KEY (band, category_id, x, y, city_id, age)
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX request_state_older ON request_state (older_at) WHERE older_at IS NOT NULL",
)
DOWN = (
    *_NEW_START,
    f"""
    CREATE TABLE map_cell (
        band smallint NOT NULL, category_id varchar(40) NOT NULL, x int NOT NULL, y int NOT NULL, open bool NOT NULL,
        {_COLUMNS}, CONSTRAINT map_cell_pkey PRIMARY KEY (band, category_id, x, y, open)
    ) WITH (fillfactor = 80)
    """,
    "DROP INDEX request_state_older",
)


async def up(apps: Any, editor: Any) -> None:
    """Replace the table of squares by an empty one."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Return to squares without city and age."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0025_districts")]

    initial = False

    operations = [
        ops.AddField(model_name="RequestStateRow", name="age", field=fields.SmallIntField(default=0, db_default=0)),
        ops.AddField(model_name="RequestStateRow", name="older_at", field=fields.DatetimeField(null=True)),
        ops.RunPython(up, reverse_code=down),
    ]
