from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.domain.requests.lifecycle import Status
from app.models.enum_field import enum_field

UP = (
    # Written as PostgreSQL prints it, so that a rebuilt table has the very same index.
    "CREATE INDEX request_state_due ON request_state (due_at) WHERE status::text = ANY"
    " (ARRAY['ACCEPTED'::varchar::text, 'IN_PROGRESS'::varchar::text]) AND NOT overdue",
    """
    CREATE TABLE request_counter (
        kind varchar(16) NOT NULL, city_id varchar(40) NOT NULL, district_id varchar(40), key varchar(40) NOT NULL,
        status varchar(16) NOT NULL, count bigint NOT NULL, overdue bigint NOT NULL
    ) WITH (fillfactor = 50)
    """,
    "CREATE UNIQUE INDEX request_counter_key ON request_counter (kind, city_id, district_id, key, status)"
    " NULLS NOT DISTINCT",
    """
    CREATE TABLE map_cell (
        band smallint NOT NULL, category_id varchar(40) NOT NULL, x int NOT NULL, y int NOT NULL, open bool NOT NULL,
        n0 int NOT NULL, n1 int NOT NULL, n2 int NOT NULL, n3 int NOT NULL, n4 int NOT NULL, n5 int NOT NULL,
        o0 int NOT NULL, o1 int NOT NULL, longitude bigint NOT NULL, latitude bigint NOT NULL,
        id_high bigint NOT NULL, id_low bigint NOT NULL,
        CONSTRAINT map_cell_pkey PRIMARY KEY (band, category_id, x, y, open)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE day_figure (
        kind varchar(16) NOT NULL, city_id varchar(40) NOT NULL, key varchar(40) NOT NULL, day date NOT NULL,
        received int NOT NULL, done int NOT NULL, done_on_time int NOT NULL, done_late int NOT NULL,
        confirmed int NOT NULL, disputed int NOT NULL, breached int NOT NULL,
        accept int[] NOT NULL, work int[] NOT NULL, total int[] NOT NULL,
        CONSTRAINT day_figure_pkey PRIMARY KEY (kind, city_id, key, day)
    ) WITH (fillfactor = 80)
    """,
    # An empty log is folded already; of an older one the read models are made by the job that rebuilds projections.
    """
    INSERT INTO projection (name, position)
    SELECT name, head FROM log_state, unnest(ARRAY['city_counters', 'notifications', 'points']) AS name
    UNION ALL SELECT name, CASE WHEN NOT EXISTS (SELECT FROM event) THEN head END
    FROM log_state, unnest(ARRAY['request_states', 'request_counters', 'map_cells', 'day_figures']) AS name
    """,
)
DOWN = ("DROP SCHEMA IF EXISTS qala_rebuild CASCADE", "DROP TABLE request_counter, map_cell, day_figure")


async def up(apps: Any, editor: Any) -> None:
    """Create the read models, and say how far each projection has come."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the tables that have no model."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0021_unanswered")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ProjectionRow",
            fields=[
                ("name", fields.CharField(primary_key=True, max_length=40, unique=True, db_index=True)),
                ("position", fields.BigIntField(null=True)),
                ("rebuilt", fields.BigIntField(null=True)),
            ],
            options={
                "table": "projection",
                "app": "qala",
                "pk_attr": "name",
                "table_description": "One projection. Queries read it only while its position is the head of the log.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RequestStateRow",
            fields=[
                ("request_id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("city_id", fields.CharField(max_length=40)),
                ("district_id", fields.CharField(null=True, max_length=40)),
                ("category_id", fields.CharField(max_length=40)),
                ("executor_id", fields.UUIDField(null=True)),
                ("status", enum_field(Status, 16)),
                ("longitude", fields.IntField()),
                ("latitude", fields.IntField()),
                ("tile_x", fields.IntField()),
                ("tile_y", fields.IntField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("overdue", fields.BooleanField()),
            ],
            options={
                "table": "request_state",
                "app": "qala",
                "pk_attr": "request_id",
                "table_description": "The fields of ``events.projections.request_state.RequestState``.",
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
