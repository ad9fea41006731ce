from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.domain.requests.report_source import ReportSource
from app.models.identity import new_id

UP = (
    "CREATE INDEX service_request_report_source ON service_request (city_id, report_source, created_at DESC)"
    " WHERE report_source IS NOT NULL",
    "ALTER TABLE caller ADD CONSTRAINT caller_not_empty CHECK (num_nonnulls(name, phone, email) > 0)",
)
DOWN = (
    "DROP INDEX service_request_report_source",
    "ALTER TABLE caller DROP CONSTRAINT caller_not_empty",
)


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


def _source() -> Any:
    return fields.CharEnumField(enum_type=ReportSource, description="a value of ReportSource", max_length=16, null=True)


class Migration(migrations.Migration):
    dependencies = [("qala", "0018_known_devices")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Account",
            name="is_caller",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(model_name="ServiceRequestRow", name="report_source", field=_source()),
        ops.AddField(model_name="EventRow", name="report_source", field=_source()),
        ops.CreateModel(
            name="Caller",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "qala.Account",
                        source_field="account_id",
                        unique=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
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
                ("name", fields.CharField(max_length=100, null=True)),
                ("phone", fields.CharField(max_length=16, null=True)),
                ("email", fields.CharField(max_length=254, null=True)),
                ("officer_id", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("unsubscribed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "caller",
                "app": "qala",
                "indexes": [Index(fields=["city_id", "phone"]), Index(fields=["email"])],
                "pk_attr": "id",
                "table_description": "The personal data of one person who reported by phone or at a counter. Who left"
                " none has no row.",
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
