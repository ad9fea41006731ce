"""Areas that accounts follow, and the events that were addressed to their followers."""

from typing import Any

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.models.identity import new_id

UP = (
    # Without a list of pending entries, so that a step of a request never reads one.
    "CREATE INDEX followed_area_hexagons ON followed_area USING gin (hexagons) WITH (fastupdate = off)",
    "ALTER TABLE followed_area ADD CONSTRAINT followed_area_shape CHECK ((district_id IS NULL) = (radius_metres IS NOT"
    " NULL) AND (radius_metres IS NULL) = (latitude IS NULL) AND (latitude IS NULL) = (longitude IS NULL))",
    # For the morning letter about the day before.
    # rule: QC014 in one transaction with the table that it belongs to
    """CREATE INDEX event_area ON event (city_id, at) WHERE recipients @> '[{"role": "AREA"}]'::jsonb""",
)
DOWN = ("DROP INDEX event_area", "DROP INDEX followed_area_hexagons")


async def up(apps: Any, editor: Any) -> None:
    """Create the indexes and the check."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the indexes; the check goes with its table."""
    for statement in DOWN:
        await editor._run_sql(statement)


def _reference(model: str, column: str, on_delete: OnDelete, *, null: bool = False) -> fields.ForeignKeyRelation:
    return fields.ForeignKeyField(
        f"qala.{model}",
        source_field=column,
        null=null,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=on_delete,
    )


class Migration(migrations.Migration):
    dependencies = [("qala", "0040_marked_photos")]

    initial = False

    operations = [
        ops.CreateModel(
            name="FollowedAreaRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account", _reference("Account", "account_id", OnDelete.CASCADE)),
                ("city", _reference("City", "city_id", OnDelete.RESTRICT)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("radius_metres", fields.IntField(null=True)),
                ("hexagons", ArrayField(element_type="bigint", default=list, db_default=[])),
                ("district", _reference("District", "district_id", OnDelete.RESTRICT, null=True)),
                ("category_ids", ArrayField(element_type="text", default=list, db_default=[])),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "followed_area",
                "app": "qala",
                "indexes": [Index(fields=["account_id"]), Index(fields=["district_id"])],
                "pk_attr": "id",
                "table_description": (
                    "One area that one account follows: the fields of ``domain.followed_area.FollowedArea``, and its"
                    " hexagons."
                ),
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
