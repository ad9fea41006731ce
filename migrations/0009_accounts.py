from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.accounts.decisions import DecisionKind
from app.domain.notifications.letters import LinkPurpose
from app.models.identity import new_id
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

UP = (
    "ALTER TABLE email_token ADD CONSTRAINT email_token_registration"
    " CHECK ((purpose = 'REGISTER_ANEW') = (registration IS NOT NULL))",
    # The hourly cleanup reads only unconfirmed accounts.
    "CREATE INDEX account_unconfirmed ON account (created_at) WHERE email_verified_at IS NULL AND erased_at IS NULL",
    "CREATE INDEX email_token_expires_at ON email_token (expires_at)",
)
DOWN = (
    "DROP INDEX email_token_expires_at",
    "DROP INDEX account_unconfirmed",
    "ALTER TABLE email_token DROP CONSTRAINT email_token_registration",
)


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0008_timeline_hash")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AccountDecision",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "qala.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("officer_id", fields.UUIDField()),
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
                (
                    "kind",
                    fields.CharEnumField(
                        description=(
                            "APPROVED: APPROVED\nREJECTED: REJECTED\nCATEGORIES: CATEGORIES\nMADE_HEAD: MADE_HEAD\n"
                            "HEAD_ENDED: HEAD_ENDED\nBLOCKED: BLOCKED\nUNBLOCKED: UNBLOCKED"
                        ),
                        enum_type=DecisionKind,
                        max_length=16,
                    ),
                ),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("category_ids", ArrayField(default=list, db_default=[], element_type="TEXT")),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "account_decision",
                "app": "qala",
                "indexes": [Index(fields=["account_id", "at"])],
                "pk_attr": "id",
                "table_description": "One decision of one officer about one account.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Account",
            name="is_head",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Account",
            name="rejected_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterField(
            model_name="EmailToken",
            name="purpose",
            field=fields.CharEnumField(
                default=LinkPurpose.VERIFY_EMAIL,
                description=(
                    "VERIFY_EMAIL: VERIFY_EMAIL\nRESET_PASSWORD: RESET_PASSWORD\nCHANGE_EMAIL: CHANGE_EMAIL\n"
                    "REGISTER_ANEW: REGISTER_ANEW"
                ),
                db_default=LinkPurpose.VERIFY_EMAIL,
                enum_type=LinkPurpose,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="EmailToken",
            name="registration",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
