from typing import Any

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from app.domain.notifications.letters import Channel

UP = (
    "UPDATE letter SET channel = CASE address WHEN '' THEN 'EMAIL' ELSE 'PUSH' END",
    # The list of notifications is read by the page, so nothing waits to be sent to it.
    "ALTER TABLE letter ADD CONSTRAINT letter_in_app CHECK (channel <> 'IN_APP')",
)
DOWN = ("ALTER TABLE letter DROP CONSTRAINT letter_in_app",)


async def up(apps: Any, editor: Any) -> None:
    """Set the channel of each letter from its address."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop the constraint."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0011_photo_people")]

    initial = False

    operations = [
        ops.AddField(
            model_name="EventRow",
            name="recipients",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
        ops.AddField(
            model_name="LetterRow",
            name="channel",
            field=fields.CharEnumField(enum_type=Channel, max_length=8, null=True),
        ),
        ops.RunPython(up, reverse_code=down),
        ops.AlterField(
            model_name="LetterRow",
            name="channel",
            field=fields.CharEnumField(enum_type=Channel, max_length=8),
        ),
    ]
