from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.log.events import EventKind
from app.domain.sla.counting import Counted
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

UP = (
    "CREATE INDEX service_request_next_moment ON service_request (next_moment_at) WHERE next_moment_at IS NOT NULL",
    "ALTER TABLE sla_policy ADD CONSTRAINT sla_policy_hours CHECK (hours > 0 AND version >= 1)",
    "ALTER TABLE sla_policy ADD CONSTRAINT sla_policy_shares"
    " CHECK (at_risk_share > 0 AND at_risk_share < 1 AND escalate_after_share > 0)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_policy"
    " CHECK ((policy_id IS NULL) = (policy_version IS NULL))",
    "INSERT INTO sla_policy (id, policy, category_id, version, hours, counted,"
    " at_risk_share, escalate_after_share, valid_from)"
    " SELECT id || '.v1', id, id, 1, sla_hours, 'ROUND_THE_CLOCK', 0.75, 1, '2000-01-01T00:00:00Z' FROM category",
)
DOWN = (
    "DELETE FROM sla_policy",
    "ALTER TABLE service_request DROP CONSTRAINT service_request_policy",
    "ALTER TABLE sla_policy DROP CONSTRAINT sla_policy_shares, DROP CONSTRAINT sla_policy_hours",
    "DROP INDEX service_request_next_moment",
)


async def up(apps: Any, editor: Any) -> None:
    """Create index and checks, and the first version of each policy from the hours of its category."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0004_letters")]

    initial = False

    operations = [
        ops.CreateModel(
            name="SlaPolicyRow",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=90)),
                ("policy", fields.CharField(max_length=81)),
                (
                    "category",
                    fields.ForeignKeyField(
                        "qala.Category",
                        source_field="category_id",
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
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("hours", fields.FloatField()),
                (
                    "counted",
                    fields.CharEnumField(
                        description="ROUND_THE_CLOCK: ROUND_THE_CLOCK\nWORKING_HOURS: WORKING_HOURS",
                        enum_type=Counted,
                        max_length=16,
                    ),
                ),
                ("at_risk_share", fields.FloatField()),
                ("escalate_after_share", fields.FloatField()),
                ("valid_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("reason", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "sla_policy",
                "app": "qala",
                "unique_together": (("policy", "version"),),
                "indexes": [Index(fields=["category_id", "city_id"])],
                "pk_attr": "id",
                "table_description": (
                    "One version of a policy. It never changes: a change is a new version, and older requests keep"
                    " theirs."
                ),
            },
            bases=["Model"],
        ),
        ops.AlterField(
            model_name="EventRow",
            name="kind",
            field=fields.CharEnumField(
                description=(
                    "SUBMITTED: SUBMITTED\nASSIGNED: ASSIGNED\nCLAIMED: CLAIMED\nRELEASED: RELEASED\n"
                    "WORK_STARTED: WORK_STARTED\nWORK_HELD: WORK_HELD\nWORK_RESUMED: WORK_RESUMED\n"
                    "WORK_COMPLETED: WORK_COMPLETED\nWORK_CONFIRMED: WORK_CONFIRMED\nWORK_DISPUTED: WORK_DISPUTED\n"
                    "REJECTED: REJECTED\nWITHDRAWN: WITHDRAWN\nMERGED: MERGED\n"
                    "DEADLINE_EXTENDED: DEADLINE_EXTENDED\nCOMMENTED: COMMENTED\n"
                    "DEADLINE_AT_RISK: DEADLINE_AT_RISK\nDEADLINE_BREACHED: DEADLINE_BREACHED\n"
                    "DEADLINE_ESCALATED: DEADLINE_ESCALATED\nVERDICT_REMINDED: VERDICT_REMINDED"
                ),
                enum_type=EventKind,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="EventRow",
            name="moment_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="at_risk_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="escalate_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_at_risk_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_breached_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_confirm_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_escalated_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="fired_reminder_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="next_moment_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="policy_id",
            field=fields.CharField(null=True, max_length=81),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="policy_version",
            field=fields.IntField(null=True),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
