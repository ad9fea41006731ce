from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.notifications.letters import LinkPurpose
from app.models.identity import new_id
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise import fields

UP = (
    "CREATE INDEX email_token_account ON email_token (account_id) WHERE used_at IS NULL",
    "ALTER TABLE email_token ADD CONSTRAINT email_token_new_email"
    " CHECK ((purpose = 'CHANGE_EMAIL') = (new_email IS NOT NULL))",
    "ALTER TABLE account ADD CONSTRAINT account_executor"
    " CHECK (role = 'EXECUTOR' OR (organisation_id IS NULL AND cardinality(category_ids) = 0))",
    # An erased account stays blocked, whatever code changes later.
    "ALTER TABLE account ADD CONSTRAINT account_erased"
    " CHECK (erased_at IS NULL OR (blocked_at IS NOT NULL AND password_hash = ''))",
)
DOWN = (
    "ALTER TABLE account DROP CONSTRAINT account_erased, DROP CONSTRAINT account_executor",
    "ALTER TABLE email_token DROP CONSTRAINT email_token_new_email",
    "DROP INDEX email_token_account",
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
    dependencies = [("qala", "0005_deadlines")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Organisation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
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
                ("name", fields.CharField(max_length=120)),
                ("name_key", fields.CharField(max_length=240)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "organisation",
                "app": "qala",
                "unique_together": (("city_id", "name_key"),),
                "pk_attr": "id",
                "table_description": "An organisation of one city: a utility, a contractor, a department.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Account",
            name="blocked_by",
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name="Account",
            name="category_ids",
            field=ArrayField(default=list, db_default=[], element_type="TEXT"),
        ),
        ops.AddField(
            model_name="Account",
            name="erased_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Account",
            name="organisation",
            field=fields.ForeignKeyField(
                "qala.Organisation",
                source_field="organisation_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="EmailToken",
            name="new_email",
            field=fields.CharField(null=True, max_length=254),
        ),
        ops.AddField(
            model_name="EmailToken",
            name="purpose",
            field=fields.CharEnumField(
                default=LinkPurpose.VERIFY_EMAIL,
                description="VERIFY_EMAIL: VERIFY_EMAIL\nRESET_PASSWORD: RESET_PASSWORD\nCHANGE_EMAIL: CHANGE_EMAIL",
                db_default=LinkPurpose.VERIFY_EMAIL,
                enum_type=LinkPurpose,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Session",
            name="last_used_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
