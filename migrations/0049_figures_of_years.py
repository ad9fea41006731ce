"""Day figures and cohorts have rows of years, which long spans are read from.

A process of an earlier version that numbers events would not write these rows. Where one runs during the migration, the
job that rebuilds projections makes them; otherwise, as in an installation that was stopped, they are summed here.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_COUNTS = ("received", "done", "done_on_time", "done_late", "confirmed", "disputed", "breached")
_DURATIONS = ("accept", "work", "total")
_SUMS = ("received", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent")
_MODELS = ("day_figures", "request_cohorts")
# A bucket lies above the 22 bits of its count.
_BITS, _COUNT = 22, (1 << 22) - 1
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


def _current(name: str) -> str:
    return f"EXISTS (SELECT FROM projection, log_state WHERE name = '{name}' AND position = log_state.head)"


_YEAR_ROWS = f"""
    SELECT replace(kind, ' month', ' year') AS kind, city_id, district_id, key,
           date_trunc('year', day)::date AS day, {", ".join((*_COUNTS, *_DURATIONS))}
    FROM day_figure WHERE kind LIKE '% month' AND {_current("day_figures")}
"""  # noqa: S608 - constants
_KEYS = "kind, city_id, district_id, key, day"
UP = (
    *_STOP_REBUILD,
    "SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE",
    f"""
    UPDATE projection SET position = NULL
    WHERE name IN ({", ".join(map(repr, _MODELS))}) AND EXISTS (SELECT FROM event) AND {_SEQUENCER_RUNS}
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO request_cohort (city_id, grain, day, bucket, {", ".join(_SUMS)})
    SELECT city_id, 'year', date_trunc('year', day)::date, bucket, {", ".join(f"sum({name})" for name in _SUMS)}
    FROM request_cohort WHERE grain = 'month' AND {_current("request_cohorts")} GROUP BY 1, 2, 3, 4
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO day_figure ({_KEYS}, {", ".join((*_COUNTS, *_DURATIONS))})
    WITH month AS ({_YEAR_ROWS}), counted AS (
        SELECT {_KEYS}, {", ".join(f"sum({name}) AS {name}" for name in _COUNTS)} FROM month GROUP BY {_KEYS}
    ), bucket AS (
        SELECT {_KEYS}, name, packed >> {_BITS} AS bucket, sum(packed & {_COUNT}) AS n FROM month, LATERAL (
            {" UNION ALL ".join(f"SELECT '{name}', unnest({name})" for name in _DURATIONS)}
        ) AS histogram(name, packed) GROUP BY {_KEYS}, name, bucket
    ), histogram AS (
        SELECT {_KEYS}, name, array_agg((bucket << {_BITS} | n::int) ORDER BY bucket) AS packed FROM bucket
        GROUP BY {_KEYS}, name
    )
    SELECT {_KEYS}, {", ".join(f"counted.{name}" for name in _COUNTS)},
           {", ".join(f"coalesce({name}.packed, '{{}}')" for name in _DURATIONS)}
    FROM counted
    {
        " ".join(
            f"LEFT JOIN (SELECT {_KEYS}, packed FROM histogram WHERE name = '{name}') AS {name} USING ({_KEYS})"
            for name in _DURATIONS
        )
    }
    """,  # noqa: S608 - constants
)
DOWN = (
    *_STOP_REBUILD,
    "DELETE FROM day_figure WHERE kind LIKE '% year'",
    "DELETE FROM request_cohort WHERE grain = 'year'",
)


async def up(apps: Any, editor: Any) -> None:
    """Sum the rows."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Remove them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0048_disputed_requests")]

    initial = False

    operations = [ops.RunPython(up, reverse_code=down)]
