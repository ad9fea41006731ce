from typing import Any

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

UP = (
    "CREATE SEQUENCE photo_number OWNED BY photo.number",
    "UPDATE photo SET number = numbered.number FROM (SELECT id, nextval('photo_number') AS number FROM"
    " (SELECT id FROM photo ORDER BY created_at, id) AS sorted) AS numbered WHERE photo.id = numbered.id",
    # A command that adds evidence holds the evidence lock until its commit, so the numbers follow the commits.
    "ALTER TABLE photo ALTER COLUMN number SET DEFAULT nextval('photo_number')",
    "CREATE INDEX photo_number_of_proof ON photo (number) WHERE kind = 'AFTER'",
)
DOWN = (
    "DROP INDEX photo_number_of_proof",
    "ALTER TABLE photo ALTER COLUMN number DROP DEFAULT",
    "DROP SEQUENCE photo_number",
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
    dependencies = [("qala", "0010_cases")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="PhotoRow",
            name="account",
            field=fields.ForeignKeyField(
                "qala.Account",
                source_field="account_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AlterField(
            model_name="VerdictRow",
            name="account",
            field=fields.ForeignKeyField(
                "qala.Account",
                source_field="account_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name=False,
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(model_name="PhotoRow", name="number", field=fields.BigIntField(null=True)),
        ops.RunPython(up, reverse_code=down),
    ]
