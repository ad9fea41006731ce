"""Squares of every size have a row for all categories together; totals of executors are summed at once.

A process of an earlier version that numbers events would not write these rows. Where one runs during the migration, the
job that rebuilds projections makes them; otherwise, as in an installation that was stopped, they are summed here.
"""

from typing import Any

from tortoise import migrations

from app.domain.requests.lifecycle import CONFIRMED, OPEN, UNANSWERED
from app.models.status_sql import status_in
from tortoise.migrations import operations as ops

_SUMS = ("n0", "n1", "n2", "n3", "n4", "n5", "o0", "o1", "longitude", "latitude")
_IDS = ("id_high", "id_low")
_TOTALS = (
    *("assigned", "active", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent"),
    *("rated", "stars", "disputed"),
)
_IS_UNANSWERED = status_in(UNANSWERED)
_IS_UNDISPUTED = status_in(CONFIRMED | UNANSWERED)
# The advisory lock of the sequencer.
_SEQUENCER_RUNS = """
    EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
            AND ((classid::bigint << 32) | objid::bigint) = 348987867394)
"""
_STOP_REBUILD = (
    "DROP SCHEMA IF EXISTS qala_rebuild CASCADE",
    "UPDATE projection SET rebuilt = NULL WHERE rebuilt IS NOT NULL",
)
UP = (
    *_STOP_REBUILD,
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    f"""
    UPDATE projection SET position = NULL
    WHERE name = 'map_cells' AND EXISTS (SELECT FROM event) AND {_SEQUENCER_RUNS}
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO map_cell (band, category_id, x, y, city_id, age, {", ".join((*_SUMS, *_IDS))})
    SELECT band, '', x, y, city_id, age, {", ".join(f"sum({name})" for name in _SUMS)},
           {", ".join(f"bit_xor({name})" for name in _IDS)}
    FROM map_cell WHERE band IN (16, 18) AND EXISTS (
        SELECT FROM projection, log_state WHERE name = 'map_cells' AND position = log_state.head)
    GROUP BY 1, 3, 4, 5, 6
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO projection (name, position)
    SELECT 'executor_totals', head FROM log_state WHERE NOT {_SEQUENCER_RUNS} AND EXISTS (
        SELECT FROM projection WHERE name = 'request_states' AND position = log_state.head)
    ON CONFLICT (name) DO NOTHING
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO executor_total (executor_id, city_id, {", ".join(_TOTALS)})
    SELECT executor_id, city_id, {", ".join(f"coalesce({name}, 0)" for name in _TOTALS)} FROM (
        SELECT executor_id, city_id, count(*) AS assigned, count(*) FILTER (WHERE {status_in(OPEN)}) AS active,
               count(done_at) AS done, count(*) FILTER (WHERE done_at <= due_at) AS on_time,
               count(*) FILTER (WHERE done_at > due_at) AS late, count(confirmed_at) AS confirmed,
               count(*) FILTER (WHERE {_IS_UNANSWERED}) AS unanswered,
               count(*) FILTER (WHERE done_at IS NOT NULL AND answered) AS answered,
               count(*) FILTER (WHERE {_IS_UNANSWERED} AND NOT answered) AS silent,
               sum(rated) FILTER (WHERE {_IS_UNDISPUTED}) AS rated, sum(stars) FILTER (WHERE {_IS_UNDISPUTED}) AS stars
        FROM request_state WHERE executor_id IS NOT NULL GROUP BY 1, 2
    ) AS counted FULL JOIN (
        SELECT (snapshot ->> 'executor_id')::uuid AS executor_id, city_id, count(*) AS disputed FROM event
        WHERE kind = 'WORK_DISPUTED' AND position IS NOT NULL AND snapshot ->> 'executor_id' IS NOT NULL GROUP BY 1, 2
    ) AS dispute USING (executor_id, city_id)
    WHERE NOT EXISTS (SELECT FROM executor_total) AND EXISTS (
        SELECT FROM projection, log_state WHERE name = 'executor_totals' AND position = log_state.head)
    """,  # noqa: S608 - constants
)
DOWN = (*_STOP_REBUILD, "DELETE FROM map_cell WHERE band IN (16, 18) AND category_id = ''")


async def up(apps: Any, editor: Any) -> None:
    """Sum the rows."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove those of the fine squares."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0038_places")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
