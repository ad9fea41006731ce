"""Which accounts have acted in a city, so that an Akimat lists them without looking at those of the country.

A job notes them from the log and the followers, in batches, from the beginning on; until it is there, accounts are
listed as before.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from app.models.online_indexes import online_indexes

_POSITION = "INSERT INTO projection (name, position) VALUES ('city_accounts', 0) ON CONFLICT (name) DO NOTHING"


async def up(apps: Any, editor: Any) -> None:
    """Begin at the first event."""
    await editor._run_sql(_POSITION)


async def down(apps: Any, editor: Any) -> None:
    """Forget how far the job has come."""
    await editor._run_sql("DELETE FROM projection WHERE name = 'city_accounts'")


class Migration(migrations.Migration):
    dependencies = [("qala", "0056_points_months")]

    initial = False

    atomic = False

    operations = [
        ops.CreateModel(
            name="CityAccount",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("city_id", fields.CharField(max_length=40)),
                ("account_id", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "city_account",
                "app": "qala",
                "unique_together": (("account_id", "city_id"),),
                "indexes": [Index(fields=["city_id", "created_at", "account_id"])],
                "pk_attr": "id",
                "table_description": "An account that has acted in a city, or has followed a request there.",
            },
            bases=["Model"],
        ),
        ops.RunPython(up, reverse_code=down),
        online_indexes(
            {
                "account_of_city": "account (city_id, created_at, id)"
                " WHERE city_id IS NOT NULL AND erased_at IS NULL AND NOT is_caller",
            }
        ),
    ]
