"""Assignment rules of cities, and who changed them."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from app.models.identity import new_id


def _reference(model: str, column: str, *, null: bool = False) -> fields.ForeignKeyRelation:
    return fields.ForeignKeyField(
        f"qala.{model}",
        source_field=column,
        null=null,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.RESTRICT,
    )


class Migration(migrations.Migration):
    dependencies = [("qala", "0027_taken_steps")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AssignmentRuleRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("city", _reference("City", "city_id")),
                ("rank", fields.IntField()),
                ("category", _reference("Category", "category_id", null=True)),
                ("district", _reference("District", "district_id", null=True)),
                ("organisation", _reference("Organisation", "organisation_id")),
            ],
            options={
                "table": "assignment_rule",
                "app": "qala",
                "unique_together": (("city_id", "rank"),),
                "pk_attr": "id",
                "table_description": (
                    "One rule of a city: the fields of ``AssignmentRule``, in the order of ``rank``."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AssignmentRuleChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("city", _reference("City", "city_id")),
                ("version", fields.IntField()),
                ("rules", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("officer_id", fields.UUIDField()),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "assignment_rule_change",
                "app": "qala",
                "unique_together": (("city_id", "version"),),
                "pk_attr": "id",
                "table_description": "Who changed the rules of a city, and when; inserted once for each change.",
            },
            bases=["Model"],
        ),
    ]
