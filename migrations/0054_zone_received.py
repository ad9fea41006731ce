"""Zones have the number of all their requests beside those by category: zones with most requests are found by it.

It is summed from the numbers by category. A process of an earlier version that numbers events leaves it behind, and the
sequencer of this one makes the sums anew.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_PERIODS = (4, 13, 52)
# A rebuild in progress would put tables without the new columns in place.
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
# A category has 24 digits, so what is left by this divisor is the sum of all categories; the requests are its first
# eight digits.
_ALL = "div(mod(weeks{}, 1e24 - 1), 1e16)"
UP = (
    *_STOP_REBUILD,
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    f"""
    ALTER TABLE zone_period {", ".join(f"ADD COLUMN received{weeks} int NOT NULL DEFAULT 0" for weeks in _PERIODS)}
    """,
    f"""
    UPDATE zone_period SET {", ".join(f"received{weeks} = {_ALL.format(weeks)}" for weeks in _PERIODS)}
    """,  # noqa: S608 - constants
    """
    INSERT INTO projection (name, position) SELECT 'zone_received', position FROM projection WHERE name = 'zone_periods'
    """,
)
DOWN = (
    *_STOP_REBUILD,
    f"ALTER TABLE zone_period {', '.join(f'DROP COLUMN received{weeks}' for weeks in _PERIODS)}",
    "DELETE FROM projection WHERE name = 'zone_received'",
)


async def up(apps: Any, editor: Any) -> None:
    """Add the columns, and sum them."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0053_request_parts"), ("qala", "0052_overdue_index")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
