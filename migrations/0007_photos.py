from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.log.events import EventKind
from app.domain.photos.photo import PhotoKind
from app.models.identity import new_id
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

UP = (
    "ALTER TABLE photo ADD CONSTRAINT photo_numbers"
    " CHECK (version >= 1 AND position BETWEEN 0 AND 4 AND width > 0 AND height > 0)",
    "ALTER TABLE photo ADD CONSTRAINT photo_kind CHECK (kind IN ('REPORT', 'BEFORE', 'AFTER'))",
    "ALTER TABLE photo ADD CONSTRAINT photo_digest CHECK (octet_length(digest) = 32)",
    "ALTER TABLE photo ADD CONSTRAINT photo_hidden"
    " CHECK ((hidden_at IS NULL) = (hidden_by IS NULL) AND (hidden_at IS NULL) = (hide_reason IS NULL))",
    # One file proves one piece of work, independent of sender and time.
    "CREATE UNIQUE INDEX photo_after_digest ON photo (digest) WHERE kind = 'AFTER'",
    # By thirds of the hash, with the whole hash included: see app/queries/photos/similar_photos.py.
    "CREATE INDEX photo_look_0 ON photo ((((look >> 42) & 4194303)::int), look)"
    " WHERE kind = 'AFTER' AND look IS NOT NULL",
    "CREATE INDEX photo_look_1 ON photo ((((look >> 21) & 2097151)::int), look)"
    " WHERE kind = 'AFTER' AND look IS NOT NULL",
    "CREATE INDEX photo_look_2 ON photo ((((look >> 0) & 2097151)::int), look)"
    " WHERE kind = 'AFTER' AND look IS NOT NULL",
    "CREATE INDEX account_avatar ON account (avatar_key) WHERE avatar_key IS NOT NULL",
)
DOWN = (
    "DROP INDEX account_avatar, photo_look_0, photo_look_1, photo_look_2, photo_after_digest",
    "ALTER TABLE photo DROP CONSTRAINT photo_hidden, DROP CONSTRAINT photo_digest, DROP CONSTRAINT photo_kind,"
    " DROP CONSTRAINT photo_numbers",
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
    dependencies = [("qala", "0006_accounts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PhotoRow",
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
                ("version", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="REPORT: REPORT\nBEFORE: BEFORE\nAFTER: AFTER", enum_type=PhotoKind, max_length=8
                    ),
                ),
                ("position", fields.SmallIntField()),
                (
                    "account",
                    fields.ForeignKeyField(
                        "qala.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("digest", fields.BinaryField()),
                ("width", fields.IntField()),
                ("height", fields.IntField()),
                ("preview", fields.TextField(null=True, unique=False)),
                ("original_key", fields.CharField(null=True, max_length=80)),
                ("small_key", fields.CharField(max_length=80)),
                ("medium_key", fields.CharField(max_length=80)),
                ("large_key", fields.CharField(max_length=80)),
                ("look", fields.BigIntField(null=True)),
                ("taken_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("camera", fields.CharField(null=True, max_length=120)),
                ("shot_latitude", fields.FloatField(null=True)),
                ("shot_longitude", fields.FloatField(null=True)),
                ("shot_accuracy_metres", fields.FloatField(null=True)),
                ("shot_taken_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("distance_metres", fields.FloatField(null=True)),
                ("marks", ArrayField(default=list, db_default=[], element_type="TEXT")),
                ("hidden_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("hidden_by", fields.UUIDField(null=True)),
                ("hide_reason", fields.TextField(null=True, unique=False)),
                ("blurred", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("retracted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "photo",
                "app": "qala",
                "unique_together": (("request_id", "version", "position"),),
                "indexes": [
                    Index(fields=["account_id", "created_at"]),
                    Index(fields=["original_key"]),
                    Index(fields=["small_key"]),
                    Index(fields=["medium_key"]),
                    Index(fields=["large_key"]),
                ],
                "pk_attr": "id",
                "table_description": "One photograph that was sent with one step of one request.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UploadIntent",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("upload_id", fields.UUIDField()),
                ("key", fields.CharField(max_length=80)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "upload_intent",
                "app": "qala",
                "indexes": [Index(fields=["upload_id"]), Index(fields=["key"])],
                "pk_attr": "id",
                "table_description": "One key of one upload in progress; the cleanup of unnamed objects skips it.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Account",
            name="avatar_key",
            field=fields.CharField(null=True, max_length=80),
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
                    "DEADLINE_ESCALATED: DEADLINE_ESCALATED\nVERDICT_REMINDED: VERDICT_REMINDED\n"
                    "PHOTO_MODERATED: PHOTO_MODERATED\nPHOTO_RETRACTED: PHOTO_RETRACTED"
                ),
                enum_type=EventKind,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="EventRow",
            name="marks",
            field=ArrayField(default=list, db_default=[], element_type="TEXT"),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
