from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.notifications.letters import Channel, LetterKind, LetterStatus, NotificationKind
from app.models.identity import new_id
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from typing import Any

UP = (
    # The sender reads only letters that are due; the operator and the metrics only those that are not sent.
    "CREATE INDEX letter_due ON letter (next_attempt_at) WHERE status IN ('WAITING', 'FAILED')",
    "CREATE INDEX letter_unsent ON letter (status) WHERE status <> 'SENT'",
    "CREATE INDEX letter_sent ON letter (sent_at) WHERE status = 'SENT'",
    "ALTER TABLE letter ADD CONSTRAINT letter_status CHECK (status IN ('WAITING', 'SENT', 'FAILED', 'DEAD'))",
    "ALTER TABLE letter ADD CONSTRAINT letter_sent_at CHECK ((status = 'SENT') = (sent_at IS NOT NULL))",
    "ALTER TABLE letter ADD CONSTRAINT letter_attempts CHECK (attempts >= 0)",
    "ALTER TABLE consumer_position ADD CONSTRAINT consumer_position_position CHECK (position >= 0)",
    "ALTER TABLE notification_preference ADD CONSTRAINT notification_preference_in_app CHECK (channel <> 'IN_APP')",
    # No letter is sent about events from before the outbox existed.
    "INSERT INTO consumer_position (name, position) SELECT 'post', head FROM log_state WHERE id = 1",
)
DOWN = (
    "DELETE FROM consumer_position",
    "ALTER TABLE notification_preference DROP CONSTRAINT notification_preference_in_app",
    "ALTER TABLE consumer_position DROP CONSTRAINT consumer_position_position",
    "ALTER TABLE letter DROP CONSTRAINT letter_attempts, DROP CONSTRAINT letter_sent_at, DROP CONSTRAINT letter_status",
    "DROP INDEX letter_sent, letter_unsent, letter_due",
)


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


def account() -> fields.Field[Any]:
    return fields.ForeignKeyField(
        "qala.Account",
        source_field="account_id",
        db_constraint=True,
        to_field="id",
        related_name=False,
        on_delete=OnDelete.CASCADE,
    )


class Migration(migrations.Migration):
    dependencies = [("qala", "0003_points")]

    operations = [
        ops.CreateModel(
            name="ConsumerPosition",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("position", fields.BigIntField()),
            ],
            options={
                "table": "consumer_position",
                "app": "qala",
                "pk_attr": "name",
                "table_description": "One consumer of the log. After a stop it continues here and misses no event.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LetterRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account", account()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="\n".join(f"{kind}: {kind}" for kind in LetterKind),
                        enum_type=LetterKind,
                        max_length=24,
                    ),
                ),
                ("fact", fields.CharField(max_length=80)),
                ("address", fields.CharField(default="", max_length=40)),
                ("data", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                (
                    "status",
                    fields.CharEnumField(
                        default=LetterStatus.WAITING,
                        description="\n".join(f"{status}: {status}" for status in LetterStatus),
                        enum_type=LetterStatus,
                        max_length=8,
                    ),
                ),
                ("attempts", fields.SmallIntField(default=0)),
                ("next_attempt_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("last_error", fields.TextField(null=True, unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "letter",
                "app": "qala",
                "unique_together": (("account_id", "kind", "fact", "address"),),
                "pk_attr": "id",
                "table_description": (
                    "One letter to one address of one account about one fact; it is rendered when it is sent."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationPreference",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("account", account()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="\n".join(f"{kind}: {kind}" for kind in NotificationKind),
                        enum_type=NotificationKind,
                        max_length=24,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="\n".join(f"{channel}: {channel}" for channel in Channel),
                        enum_type=Channel,
                        max_length=8,
                    ),
                ),
                ("enabled", fields.BooleanField()),
            ],
            options={
                "table": "notification_preference",
                "app": "qala",
                "unique_together": (("account_id", "kind", "channel"),),
                "pk_attr": "id",
                "table_description": "One choice of one account; a kind without a choice is on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PushSubscription",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account", account()),
                (
                    "session",
                    fields.ForeignKeyField(
                        "qala.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("endpoint", fields.CharField(unique=True, max_length=1000)),
                ("p256dh", fields.CharField(max_length=100)),
                ("auth", fields.CharField(max_length=40)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "push_subscription",
                "app": "qala",
                "indexes": [Index(fields=["account_id"]), Index(fields=["session_id"])],
                "pk_attr": "id",
                "table_description": (
                    "One browser of an account. It receives messages while the session in which it was registered is"
                    " open."
                ),
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
