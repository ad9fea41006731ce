from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.models.identity import new_id


class Migration(migrations.Migration):
    dependencies = [("qala", "0023_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="ExportRecord",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account_id", fields.UUIDField(null=True)),
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
                ("format", fields.CharField(max_length=16)),
                ("conditions", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("begun_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("rows", fields.IntField(null=True)),
                ("complete", fields.BooleanField(default=False, db_default=False)),
            ],
            options={
                "table": "export_record",
                "app": "qala",
                "indexes": [Index(fields=["city_id", "begun_at", "id"]), Index(fields=["account_id", "begun_at"])],
                "pk_attr": "id",
                "table_description": "One file with personal data. It is inserted before the first byte leaves.",
            },
            bases=["Model"],
        ),
    ]
