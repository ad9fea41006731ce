from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.domain.accounts.roles import Locale, Role
from app.models.identity import new_id
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Category",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("rank", fields.IntField()),
                ("name_kk", fields.CharField(max_length=100)),
                ("name_ru", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
                ("icon", fields.CharField(max_length=40)),
                ("sla_hours", fields.FloatField()),
                ("nearby_radius_metres", fields.FloatField()),
            ],
            options={
                "table": "category",
                "app": "qala",
                "pk_attr": "id",
                "table_description": "A category with its default deadline; its id is a slug such as ``pothole``.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="City",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40)),
                ("name_kk", fields.CharField(max_length=100)),
                ("name_ru", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(max_length=100)),
                ("latitude", fields.FloatField()),
                ("longitude", fields.FloatField()),
                ("timezone", fields.CharField(max_length=64)),
                ("west", fields.FloatField()),
                ("south", fields.FloatField()),
                ("east", fields.FloatField()),
                ("north", fields.FloatField()),
            ],
            options={
                "table": "city",
                "app": "qala",
                "pk_attr": "id",
                "table_description": "A city; its id is a slug such as ``almaty``.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("email", fields.CharField(unique=True, max_length=254)),
                ("password_hash", fields.CharField(max_length=200)),
                ("name", fields.CharField(max_length=100)),
                (
                    "role",
                    fields.CharEnumField(
                        description="CITIZEN: CITIZEN\nEXECUTOR: EXECUTOR\nAKIMAT: AKIMAT",
                        enum_type=Role,
                        max_length=16,
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
                (
                    "locale",
                    fields.CharEnumField(
                        default=Locale.KK, description="KK: KK\nRU: RU\nEN: EN", enum_type=Locale, max_length=2
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("email_verified_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("approved_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("approved_by", fields.UUIDField(null=True)),
                ("blocked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "account",
                "app": "qala",
                "indexes": [Index(fields=["city_id", "role"])],
                "pk_attr": "id",
                "table_description": "A citizen, an executor or an Akimat officer.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="CityCounter",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("city_id", fields.CharField(max_length=40)),
                (
                    "status",
                    fields.CharEnumField(
                        description=(
                            "ACCEPTED: ACCEPTED\nIN_PROGRESS: IN_PROGRESS\nON_HOLD: ON_HOLD\nDONE: DONE\n"
                            "CONFIRMED: CONFIRMED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN\nMERGED: MERGED"
                        ),
                        enum_type=Status,
                        max_length=16,
                    ),
                ),
                ("count", fields.BigIntField(default=0)),
            ],
            options={
                "table": "city_counter",
                "app": "qala",
                "unique_together": (("city_id", "status"),),
                "pk_attr": "id",
                "table_description": "The number of requests of one city in one status.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EmailToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
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
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "email_token",
                "app": "qala",
                "pk_attr": "id",
                "table_description": (
                    "One link; it works once and until it expires. Only the hash of its token is stored."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LogState",
            fields=[
                ("id", fields.SmallIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                ("epoch", fields.CharField(max_length=32)),
                ("head", fields.BigIntField(default=0)),
            ],
            options={
                "table": "log_state",
                "app": "qala",
                "pk_attr": "id",
                "table_description": (
                    "The only row, which the sequencer locks: the epoch of the log and its last position."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="NotificationRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("account_id", fields.UUIDField()),
                ("position", fields.BigIntField()),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification",
                "app": "qala",
                "unique_together": (("account_id", "position"),),
                "pk_attr": "id",
                "table_description": (
                    "One event that one account is notified of, identified by its position in the log."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ServiceRequestRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("number", fields.CharField(unique=True, max_length=40)),
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
                ("address", fields.CharField(max_length=300)),
                ("description", fields.TextField(unique=False)),
                ("latitude", fields.FloatField()),
                ("longitude", fields.FloatField()),
                (
                    "status",
                    fields.CharEnumField(
                        description=(
                            "ACCEPTED: ACCEPTED\nIN_PROGRESS: IN_PROGRESS\nON_HOLD: ON_HOLD\nDONE: DONE\n"
                            "CONFIRMED: CONFIRMED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN\nMERGED: MERGED"
                        ),
                        enum_type=Status,
                        max_length=16,
                    ),
                ),
                ("version", fields.IntField()),
                (
                    "author",
                    fields.ForeignKeyField(
                        "qala.Account",
                        source_field="author_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "executor",
                    fields.ForeignKeyField(
                        "qala.Account",
                        source_field="executor_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("promised_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("held_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("rating", fields.SmallIntField(null=True)),
                ("merged_into", fields.UUIDField(null=True)),
                ("search_text", fields.TextField(unique=False)),
                ("tile_x", fields.IntField()),
                ("tile_y", fields.IntField()),
                ("source", fields.CharField(null=True, max_length=60)),
                ("external_id", fields.CharField(null=True, max_length=100)),
            ],
            options={
                "table": "service_request",
                "app": "qala",
                "indexes": [
                    Index(fields=["city_id", "created_at", "id"]),
                    Index(fields=["city_id", "updated_at", "id"]),
                    Index(fields=["city_id", "status", "created_at"]),
                    Index(fields=["author_id", "created_at"]),
                    Index(fields=["executor_id", "created_at"]),
                    Index(fields=["category_id", "latitude", "longitude"]),
                    Index(fields=["latitude", "longitude"]),
                ],
                "pk_attr": "id",
                "table_description": (
                    "One reported problem: the fields of ``domain.ServiceRequest``, and columns for searching."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="EventRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("position", fields.BigIntField(null=True, unique=True)),
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
                        description=(
                            "SUBMITTED: SUBMITTED\nASSIGNED: ASSIGNED\nCLAIMED: CLAIMED\nRELEASED: RELEASED\n"
                            "WORK_STARTED: WORK_STARTED\nWORK_HELD: WORK_HELD\nWORK_RESUMED: WORK_RESUMED\n"
                            "WORK_COMPLETED: WORK_COMPLETED\nWORK_CONFIRMED: WORK_CONFIRMED\n"
                            "WORK_DISPUTED: WORK_DISPUTED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN\n"
                            "MERGED: MERGED\nDEADLINE_EXTENDED: DEADLINE_EXTENDED\nCOMMENTED: COMMENTED"
                        ),
                        enum_type=EventKind,
                        max_length=24,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("actor_id", fields.UUIDField(null=True)),
                (
                    "actor_role",
                    fields.CharEnumField(
                        null=True,
                        description="CITIZEN: CITIZEN\nEXECUTOR: EXECUTOR\nAKIMAT: AKIMAT",
                        enum_type=Role,
                        max_length=16,
                    ),
                ),
                ("city_id", fields.CharField(max_length=40)),
                ("note", fields.TextField(null=True, unique=False)),
                ("reason", fields.TextField(null=True, unique=False)),
                (
                    "from_status",
                    fields.CharEnumField(
                        null=True,
                        description=(
                            "ACCEPTED: ACCEPTED\nIN_PROGRESS: IN_PROGRESS\nON_HOLD: ON_HOLD\nDONE: DONE\n"
                            "CONFIRMED: CONFIRMED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN\nMERGED: MERGED"
                        ),
                        enum_type=Status,
                        max_length=16,
                    ),
                ),
                ("topics", ArrayField(element_type="TEXT")),
                ("snapshot", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "event",
                "app": "qala",
                "unique_together": (("request_id", "version"),),
                "indexes": [Index(fields=["city_id", "position"])],
                "pk_attr": "id",
                "table_description": "One step of one request.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Follow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
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
                (
                    "request",
                    fields.ForeignKeyField(
                        "qala.ServiceRequestRow",
                        source_field="request_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "follow",
                "app": "qala",
                "unique_together": (("request_id", "account_id"),),
                "pk_attr": "id",
                "table_description": "One account that gets notifications about one request.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
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
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("user_agent", fields.CharField(default="", max_length=200)),
            ],
            options={
                "table": "session",
                "app": "qala",
                "indexes": [Index(fields=["account_id"])],
                "pk_attr": "id",
                "table_description": "One signed-in browser or client. Only the hash of its token is stored.",
            },
            bases=["Model"],
        ),
    ]
