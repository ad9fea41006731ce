"""Districts of cities; requests refer to theirs, and figures of days are kept by district too."""

from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

_KEY = "ALTER TABLE day_figure DROP CONSTRAINT day_figure_pkey, ADD CONSTRAINT day_figure_pkey PRIMARY KEY"
# Copies that a rebuild has begun have the shape of before.
_NO_COPIES = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_NO_COPIES,
    # No request has a district yet, so the rows that are there are right, and no other row is missing.
    "ALTER TABLE day_figure ADD COLUMN district_id varchar(40) NOT NULL DEFAULT ''",
    "ALTER TABLE day_figure ALTER COLUMN district_id DROP DEFAULT",
    f"{_KEY} (kind, city_id, district_id, key, day)",
)
DOWN = (
    *_NO_COPIES,
    "DELETE FROM day_figure WHERE district_id <> ''",
    f"{_KEY} (kind, city_id, key, day)",
    "ALTER TABLE day_figure DROP COLUMN district_id",
)


async def up(apps: Any, editor: Any) -> None:
    """Add the district to the key of the figures of days."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Take it out again."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0024_exports")]

    initial = False

    operations = [
        ops.CreateModel(
            name="District",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=40, unique=True, db_index=True)),
                (
                    "city",
                    fields.ForeignKeyField(
                        "qala.City",
                        source_field="city_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.JSONField()),
                ("outline", fields.JSONField()),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "district",
                "app": "qala",
                "indexes": [Index(fields=["city_id"])],
                "pk_attr": "id",
                "table_description": (
                    "A district of a city, with its outline. One that is removed stays, because the log names it."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DistrictSurvey",
            fields=[
                ("city_id", fields.CharField(primary_key=True, max_length=40, unique=True, db_index=True)),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("request_id", fields.UUIDField(null=True)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "district_survey",
                "app": "qala",
                "pk_attr": "city_id",
                "table_description": (
                    "How far the job has come that gives the requests of a city their districts after the outlines have"
                    " changed."
                ),
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="district",
            field=fields.ForeignKeyField(
                "qala.District",
                source_field="district_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(model_name="ServiceRequestRow", index=Index(fields=["district_id", "created_at", "id"])),
        ops.RunPython(up, reverse_code=down),
    ]
