from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("qala", "0026_map_ages")]

    initial = False

    operations = [
        ops.CreateModel(
            name="TakenStep",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                (
                    "request",
                    fields.ForeignKeyField(
                        "qala.ServiceRequestRow",
                        source_field="request_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "taken_step",
                "app": "qala",
                "indexes": [Index(fields=["at"])],
                "pk_attr": "id",
                "table_description": "The event that a step with an id of its client became; its actor and contents are"
                " in the log.",
            },
            bases=["Model"],
        ),
    ]
