from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = (
    """
    CREATE TABLE zone_figure (
        city_id varchar(40) NOT NULL, week date NOT NULL, category_id varchar(40) NOT NULL, hexagon bigint NOT NULL,
        received int NOT NULL, late int NOT NULL,
        CONSTRAINT zone_figure_pkey PRIMARY KEY (city_id, week, category_id, hexagon)
    ) WITH (fillfactor = 80)
    """,
    # An empty log is folded already; of an older one the job that rebuilds projections makes the table.
    """
    INSERT INTO projection (name, position)
    SELECT 'zone_figures', CASE WHEN NOT EXISTS (SELECT FROM event) THEN head END FROM log_state
    """,
)
DOWN = ("DROP TABLE zone_figure", "DELETE FROM projection WHERE name = 'zone_figures'")


async def up(apps: Any, editor: Any) -> None:
    """Create the read model of problem zones."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop it."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0028_assignment_rules")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
