from hashlib import sha256
import secrets
from typing import Any
from uuid import UUID

import orjson
from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.log.events import EventKind
from app.domain.log.timeline_hash import ORIGIN, SALTS_BYTES, Content, content_digest, link_hash
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index

BATCH = 2000
# The columns that are read beside the keys: everything that the hash covers.
_NEXT = (
    "SELECT id, request_id, version, kind, at, actor_id, actor_role, note, reason, from_status, moment_at, topics,"
    " photo_digests, marks, snapshot FROM event WHERE (request_id, version) > ($1, $2)"
    " ORDER BY request_id, version LIMIT $3"
)
# Photos from before the hashes existed belong to their events too.
_BROUGHT = (
    "UPDATE event SET photo_digests = brought.digests"
    " FROM (SELECT request_id, version, array_agg(digest ORDER BY position)"
    " AS digests FROM photo GROUP BY request_id, version) AS brought"
    " WHERE event.request_id = brought.request_id AND event.version = brought.version"
)
_WRITE = (
    "UPDATE event SET salts = t.salts, hash = t.hash"
    " FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS t(id, salts, hash) WHERE event.id = t.id"
)
_LOGGED = "SELECT position, hash FROM event WHERE position > $1 ORDER BY position LIMIT $2"
UP = (
    "ALTER TABLE event ADD CONSTRAINT event_hash CHECK (octet_length(hash) = 32 AND octet_length(salts) = 64)",
    "ALTER TABLE log_state ADD CONSTRAINT log_state_seal CHECK (octet_length(seal) = 32)",
    # Requests that may be anonymised: closed, and without a step since the last time. Imported requests have no author.
    "CREATE INDEX service_request_closed ON service_request (updated_at) WHERE closed_at IS NOT NULL"
    " AND source IS NULL AND (anonymised_at IS NULL OR anonymised_at <= updated_at)",
    "CREATE INDEX service_request_merged_into ON service_request (merged_into) WHERE merged_into IS NOT NULL",
    "CREATE INDEX event_actor ON event (actor_id) WHERE actor_id IS NOT NULL",
)
DOWN = (
    "DROP INDEX event_actor, service_request_merged_into, service_request_closed",
    "ALTER TABLE log_state DROP CONSTRAINT log_state_seal",
    "ALTER TABLE event DROP CONSTRAINT event_hash",
)


async def hash_the_past(apps: Any, editor: Any) -> None:
    """Compute salts and hash of every existing event, and the seal of the log."""
    client = editor.client
    await client.execute_query(_BROUGHT)
    key, previous = (UUID(int=0), 0), ORIGIN
    while found := await client.execute_query_dict(_NEXT, [*key, BATCH]):
        written = []
        for item in found:
            salts = secrets.token_bytes(SALTS_BYTES)
            # The events are sorted by request; the chain starts again with each request.
            previous = link_hash(previous if item["request_id"] == key[0] else ORIGIN, _digest(item, salts))
            key = (item["request_id"], item["version"])
            written.append((item["id"], salts, previous))
        await client.execute_query(_WRITE, [list(column) for column in zip(*written, strict=True)])
    seal, position = ORIGIN, 0
    while found := await client.execute_query_dict(_LOGGED, [position, BATCH]):
        for item in found:
            seal, position = sha256(b"\x01" + seal + item["hash"]).digest(), item["position"]
    await client.execute_query("UPDATE log_state SET seal = $1", [seal])


def _digest(item: dict[str, Any], salts: bytes) -> bytes:
    return content_digest(
        Content(
            request_id=item["request_id"],
            version=item["version"],
            kind=item["kind"],
            at=item["at"],
            actor_id=item["actor_id"],
            actor_role=item["actor_role"],
            note=item["note"],
            reason=item["reason"],
            from_status=item["from_status"],
            moment_at=item["moment_at"],
            marks=tuple(item["marks"]),
            topics=tuple(item["topics"]),
            photo_digests=tuple(item["photo_digests"]),
            snapshot=orjson.loads(item["snapshot"]),
        ),
        salts,
    )


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


async def nothing(apps: Any, editor: Any) -> None:
    """Do nothing: the columns are dropped."""


class Migration(migrations.Migration):
    dependencies = [("qala", "0007_photos")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PointsCarried",
            fields=[
                ("account_id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("amount", fields.IntField()),
                ("last_day", fields.DateField()),
            ],
            options={
                "table": "points_carried",
                "app": "qala",
                "pk_attr": "account_id",
                "table_description": (
                    "The points of an account from requests that were anonymised since: a part of its balance."
                ),
            },
            bases=["Model"],
        ),
        ops.AlterModelOptions(
            name="EventRow",
            options={
                "table": "event",
                "app": "qala",
                "unique_together": (("request_id", "version"),),
                "indexes": [Index(fields=["city_id", "position"])],
                "pk_attr": "id",
                "table_description": "One step of one request.",
            },
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
                    "ANONYMISED: ANONYMISED\nWORDS_REMOVED: WORDS_REMOVED"
                ),
                enum_type=EventKind,
                max_length=24,
            ),
        ),
        ops.AddField(
            model_name="EventRow",
            name="photo_digests",
            field=ArrayField(default=list, db_default=[], element_type="BYTEA"),
        ),
        ops.AddField(
            model_name="EventRow",
            name="removed",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="ServiceRequestRow",
            name="anonymised_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(model_name="EventRow", name="salts", field=fields.BinaryField(null=True)),
        ops.AddField(model_name="EventRow", name="hash", field=fields.BinaryField(null=True)),
        ops.AddField(model_name="LogState", name="seal", field=fields.BinaryField(null=True)),
        ops.RunPython(hash_the_past, reverse_code=nothing),
        ops.AlterField(model_name="EventRow", name="salts", field=fields.BinaryField()),
        ops.AlterField(model_name="EventRow", name="hash", field=fields.BinaryField()),
        ops.AlterField(model_name="LogState", name="seal", field=fields.BinaryField()),
        ops.RunPython(up, reverse_code=down),
    ]
