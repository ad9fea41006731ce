from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("qala", "0017_officers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="KnownDevice",
            fields=[
                ("token_hash", fields.CharField(primary_key=True, max_length=64, unique=True, db_index=True)),
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
                ("session_id", fields.UUIDField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "known_device",
                "app": "qala",
                "indexes": [Index(fields=["account_id"])],
                "pk_attr": "token_hash",
                "table_description": "One browser or client that an account has signed in with.",
            },
            bases=["Model"],
        ),
    ]
