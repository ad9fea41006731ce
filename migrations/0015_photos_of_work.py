from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_BANDS = ((42, 4194303), (21, 2097151), (0, 2097151))


def _indexes(kinds: str) -> tuple[str, ...]:
    return (
        "DROP INDEX photo_look_0, photo_look_1, photo_look_2, photo_number_of_proof",
        *(
            f"CREATE INDEX photo_look_{number} ON photo ((((look >> {shift}) & {mask})::int), look)"
            f" WHERE {kinds} AND look IS NOT NULL"
            for number, (shift, mask) in enumerate(_BANDS)
        ),
        f"CREATE INDEX photo_number_of_proof ON photo (number) WHERE {kinds}",
    )


# Photos from before the work are compared as well: one of them is no proof that other work was finished.
UP = (*_indexes("kind <> 'REPORT'"), "CREATE INDEX photo_work_digest ON photo (digest) WHERE kind <> 'REPORT'")
DOWN = ("DROP INDEX photo_work_digest", *_indexes("kind = 'AFTER'"))


async def up(apps: Any, editor: Any) -> None:
    """Create what models cannot declare."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0014_moderation")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
