from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from app.domain.figures.points import PointsRule
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

UP = (
    # Read when a fix is confirmed, to find the requests that were merged into the confirmed one.
    "CREATE INDEX event_merged ON event ((snapshot ->> 'merged_into')) WHERE kind = 'MERGED'",
    "ALTER TABLE points_entry ADD CONSTRAINT points_entry_amount"
    " CHECK (CASE rule WHEN 'TAKEN_BACK' THEN amount < 0 ELSE amount >= 0 END)",
    "ALTER TABLE points_entry ADD CONSTRAINT points_entry_position CHECK (position >= 1)",
)
DOWN = (
    "ALTER TABLE points_entry DROP CONSTRAINT points_entry_position, DROP CONSTRAINT points_entry_amount",
    "DROP INDEX event_merged",
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
    dependencies = [("qala", "0002_rules")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LeaderboardLeave",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "account",
                    fields.OneToOneField(
                        "qala.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("left_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "leaderboard_leave",
                "app": "qala",
                "pk_attr": "id",
                "table_description": (
                    "One account that left the leaderboards of all cities; joining again deletes the row."
                ),
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PointsEntry",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("account_id", fields.UUIDField()),
                ("position", fields.BigIntField()),
                (
                    "rule",
                    fields.CharEnumField(
                        description=(
                            "SUBMITTED: SUBMITTED\nVERDICT_GIVEN: VERDICT_GIVEN\nCONFIRMED_FIX: CONFIRMED_FIX\n"
                            "JOINED: JOINED\nTAKEN_BACK: TAKEN_BACK"
                        ),
                        enum_type=PointsRule,
                        max_length=16,
                    ),
                ),
                ("amount", fields.IntField()),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("day", fields.DateField()),
                ("request_id", fields.UUIDField()),
                ("city_id", fields.CharField(max_length=40)),
            ],
            options={
                "table": "points_entry",
                "app": "qala",
                "unique_together": (("account_id", "position", "rule"), ("request_id", "rule", "account_id")),
                "indexes": [Index(fields=["city_id", "day"]), Index(fields=["account_id", "day"])],
                "pk_attr": "id",
                "table_description": (
                    "One entry of the ledger; entries are only added, each once. A balance is their sum."
                ),
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
    ]
