from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.log.events import EventKind
from app.models.identity import new_id
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

UP = (
    "ALTER TABLE verdict ADD CONSTRAINT verdict_answer"
    " CHECK ((answer = 'confirm' AND rating BETWEEN 1 AND 5 AND reason IS NULL)"
    " OR (answer = 'dispute' AND rating IS NULL AND reason IS NOT NULL))",
    "ALTER TABLE verdict ADD CONSTRAINT verdict_round CHECK (round >= 1)",
    "CREATE INDEX account_head ON account (organisation_id) WHERE is_head",
    # The earlier verdicts of authors: each is about the latest completion before it.
    "INSERT INTO verdict (id, request_id, account_id, round, answer, rating, reason, at)"
    " SELECT DISTINCT ON (said.request_id, said.actor_id, said.round)"
    " gen_random_uuid(), said.request_id, said.actor_id,"
    " said.round, CASE said.kind WHEN 'WORK_CONFIRMED' THEN 'confirm' ELSE 'dispute' END,"
    " CASE said.kind WHEN 'WORK_CONFIRMED' THEN said.rating END,"
    " CASE said.kind WHEN 'WORK_DISPUTED' THEN coalesce(said.reason, '') END, said.at"
    " FROM (SELECT e.request_id, e.actor_id, e.kind, e.reason, e.at, e.version, r.rating,"
    "  (SELECT count(*) FROM event c WHERE c.request_id = e.request_id AND c.kind = 'WORK_COMPLETED'"
    "   AND c.version < e.version) AS round"
    "  FROM event e JOIN service_request r ON r.id = e.request_id JOIN account a ON a.id = e.actor_id"
    "  WHERE e.kind IN ('WORK_CONFIRMED', 'WORK_DISPUTED')) AS said"
    " WHERE said.round >= 1 AND (said.kind = 'WORK_DISPUTED' OR said.rating IS NOT NULL)"
    " ORDER BY said.request_id, said.actor_id, said.round, said.version DESC",
)
DOWN = (
    "DROP INDEX account_head",
    "ALTER TABLE verdict DROP CONSTRAINT verdict_round, DROP CONSTRAINT verdict_answer",
)


async def up(apps: Any, editor: Any) -> None:
    """Create checks and indexes, and copy the earlier verdicts of authors from the log."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0009_accounts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="VerdictRow",
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
                ("round", fields.IntField()),
                ("answer", fields.CharField(max_length=8)),
                ("rating", fields.SmallIntField(null=True)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "verdict",
                "app": "qala",
                "unique_together": (("request_id", "account_id", "round"),),
                "indexes": [Index(fields=["account_id", "at"])],
                "pk_attr": "id",
                "table_description": (
                    "The verdict of one author or co-author on one completion; a later one replaces it until the vote"
                    " is decided."
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
                    "WORK_COMPLETED: WORK_COMPLETED\nWORK_CONFIRMED: WORK_CONFIRMED\n"
                    "CONFIRMATION_ADDED: CONFIRMATION_ADDED\nWORK_DISPUTED: WORK_DISPUTED\nREJECTED: REJECTED\n"
                    "WITHDRAWN: WITHDRAWN\nMERGED: MERGED\nDEADLINE_EXTENDED: DEADLINE_EXTENDED\n"
                    "RECATEGORISED: RECATEGORISED\nCOMMENTED: COMMENTED\nDEADLINE_AT_RISK: DEADLINE_AT_RISK\n"
                    "DEADLINE_BREACHED: DEADLINE_BREACHED\nDEADLINE_ESCALATED: DEADLINE_ESCALATED\n"
                    "VERDICT_REMINDED: VERDICT_REMINDED\nPHOTO_MODERATED: PHOTO_MODERATED\n"
                    "PHOTO_RETRACTED: PHOTO_RETRACTED\nANONYMISED: ANONYMISED\nWORDS_REMOVED: WORDS_REMOVED"
                ),
                enum_type=EventKind,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="EventRow",
            name="former",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
