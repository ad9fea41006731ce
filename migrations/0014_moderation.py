from typing import Any

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.domain.log.timeline_hash import Personal
from app.models.identity import new_id

UP = (
    # Blocks of before ended all sessions of the account, and still do: only new ones hold in one city.
    "UPDATE account_decision SET everywhere = true WHERE kind IN ('BLOCKED', 'UNBLOCKED')",
    "CREATE INDEX account_blocked_cities ON account USING gin (blocked_cities) WHERE blocked_cities <> '{}'",
    "CREATE UNIQUE INDEX hidden_text_hidden ON hidden_text (request_id, part, version) WHERE shown_at IS NULL",
    "CREATE INDEX hidden_text_account ON hidden_text (account_id) WHERE originals IS NOT NULL",
    "ALTER TABLE hidden_text ADD CONSTRAINT hidden_text_part CHECK (part IN ('PLACE', 'DESCRIPTION', 'WORDS'))",
)
DOWN = (
    "DROP INDEX hidden_text_hidden, hidden_text_account, account_blocked_cities",
    "ALTER TABLE hidden_text DROP CONSTRAINT hidden_text_part",
    # The columns before could not say that the operator decided.
    "DELETE FROM account_decision WHERE officer_id IS NULL OR city_id IS NULL",
)


async def up(apps: Any, editor: Any) -> None:
    """Mark the blocks of before as holding everywhere, and create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it, and the decisions of the operator."""
    for statement in DOWN:
        await editor._run_sql(statement)


def _city(*, null: bool) -> Any:
    return fields.ForeignKeyField(
        "qala.City",
        source_field="city_id",
        null=null,
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.RESTRICT,
    )


class Migration(migrations.Migration):
    dependencies = [("qala", "0013_names")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Account",
            name="given_name",
            field=fields.CharField(max_length=100, null=True),
        ),
        ops.AddField(
            model_name="Account",
            name="blocked_cities",
            field=ArrayField(element_type="text", default=list, db_default=[]),
        ),
        ops.AddField(
            model_name="AccountDecision",
            name="everywhere",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AlterField(
            model_name="AccountDecision",
            name="officer_id",
            field=fields.UUIDField(null=True),
        ),
        ops.AlterField(
            model_name="AccountDecision",
            name="city",
            field=_city(null=True),
        ),
        ops.CreateModel(
            name="HiddenText",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "request",
                    fields.ForeignKeyField(
                        "qala.ServiceRequestRow",
                        source_field="request_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("part", fields.CharEnumField(enum_type=Personal, max_length=16)),
                ("version", fields.IntField()),
                ("account_id", fields.UUIDField(null=True)),
                ("official", fields.BooleanField()),
                ("originals", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("hidden_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("hidden_by", fields.UUIDField(null=True)),
                ("reason", fields.TextField(unique=False)),
                ("hidden_version", fields.IntField()),
                ("shown_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("shown_by", fields.UUIDField(null=True)),
                ("shown_version", fields.IntField(null=True)),
            ],
            options={
                "table": "hidden_text",
                "app": "qala",
                "indexes": [Index(fields=["request_id"])],
                "pk_attr": "id",
                "table_description": "One text of a request that an officer hid from the public.",
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
