"""Statements that fill the read models from the tables, where the online rebuild would take an hour."""

from itertools import pairwise

from app.domain.durations import GROWTH
from app.domain.period import AGE_DAYS
from app.events.projections.day_figures import CATEGORY, CITY, COUNTS, DURATIONS, EXECUTOR, MONTH, WHOLE_CITY
from app.events.projections.map_cells import ALL_CATEGORIES, BANDS, MapCells
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import ANSWERED, MICRO, RATINGS
from app.models.status_sql import FINISHED_AT, age, overdue
from tests.bench.scale.spread import FIRST_CITY

# $1: the present time.
STATES = f"""
    INSERT INTO request_state (request_id, city_id, district_id, category_id, executor_id, status, longitude, latitude,
        tile_x, tile_y, created_at, due_at, started_at, done_at, confirmed_at, overdue, age, older_at, answered, rated,
        stars)
    SELECT id, city_id, district_id, category_id, executor_id, status, round(longitude * {MICRO})::int,
        round(latitude * {MICRO})::int, tile_x, tile_y, created_at, due_at, started_at, done_at, confirmed_at,
        coalesce({overdue("$1")}, FALSE), {age("$1")},
        {FINISHED_AT} + interval '1 day' * (ARRAY{list(AGE_DAYS)}::int[])[{age("$1")}], {ANSWERED},
        coalesce(found.rated, 0), coalesce(found.stars, 0)
    FROM service_request LEFT JOIN ({RATINGS} GROUP BY v.request_id) AS found ON found.request_id = id
"""
CITY_COUNTERS = """
    INSERT INTO city_counter (city_id, status, count)
    SELECT city_id, status, count(*) FROM service_request GROUP BY 1, 2
"""
_FIGURE = {name: number for number, name in enumerate((*COUNTS, *DURATIONS))}
_FACT_COUNTS = ", ".join(f"coalesce(sum(n) FILTER (WHERE figure = {_FIGURE[name]}), 0) AS {name}" for name in COUNTS)
_FACT_DURATIONS = ", ".join(
    f"coalesce(array_agg((bucket << 22 | n)::int ORDER BY bucket) FILTER (WHERE figure = {_FIGURE[name]}), '{{}}')"
    f" AS {name}"
    for name in DURATIONS
)
_FACTS = ", ".join(
    f"({_FIGURE[name]}, {at}, {seconds})"
    for name, at, seconds in (
        ("received", "created_at", "NULL::float8"),
        ("done", "done_at", "NULL"),
        ("confirmed", "confirmed_at", "NULL"),
        ("done_on_time", "CASE WHEN done_at <= due_at THEN done_at END", "NULL"),
        ("done_late", "CASE WHEN done_at > due_at THEN done_at END", "NULL"),
        ("accept", "started_at", "extract(epoch FROM started_at - created_at)::float8"),
        (
            "work",
            "CASE WHEN started_at IS NOT NULL THEN done_at END",
            "extract(epoch FROM done_at - started_at)::float8",
        ),
        ("total", "done_at", "extract(epoch FROM done_at - created_at)::float8"),
    )
)
# $2: whether the first city, or all others: two halves for two connections. No request lies in a district.
DAY_FIGURES = f"""
    INSERT INTO day_figure (kind, city_id, district_id, key, day, {", ".join((*COUNTS, *DURATIONS))})
    WITH fact AS (
        SELECT city_id, category_id, executor_id, figure, (at AT TIME ZONE timezone)::date AS day,
            CASE WHEN seconds <= 1 THEN 0 ELSE least(511, floor(ln(seconds) / ln({GROWTH}::float8)))::int END AS bucket
        FROM service_request r JOIN city ON city.id = r.city_id, LATERAL (VALUES {_FACTS}) AS fact(figure, at, seconds)
        WHERE at IS NOT NULL AND (r.city_id = '{FIRST_CITY}') = $2
        UNION ALL
        SELECT city_id, snapshot ->> 'category_id', (snapshot ->> 'executor_id')::uuid,
            CASE kind WHEN 'WORK_DISPUTED' THEN {_FIGURE["disputed"]} ELSE {_FIGURE["breached"]} END,
            (at AT TIME ZONE timezone)::date, NULL
        FROM event JOIN city ON city.id = event.city_id WHERE kind IN ('WORK_DISPUTED', 'DEADLINE_BREACHED')
            AND (city_id = '{FIRST_CITY}') = $2
    ), counted AS MATERIALIZED (
        SELECT city_id, category_id, executor_id, figure, day, bucket, count(*) AS n,
            grouping(category_id) AS of_executor
        FROM fact GROUP BY GROUPING SETS
            ((city_id, category_id, figure, day, bucket), (city_id, executor_id, figure, day, bucket))
    ), shown AS (
        SELECT '{CATEGORY}' AS kind, city_id, category_id AS key, day, figure, bucket, n
            FROM counted WHERE of_executor = 0
        UNION ALL SELECT '{EXECUTOR}', city_id, executor_id::text, day, figure, bucket, n
            FROM counted WHERE of_executor = 1 AND executor_id IS NOT NULL
        UNION ALL SELECT '{CITY}', city_id, '', day, figure, bucket, sum(n)::bigint
            FROM counted WHERE of_executor = 0 GROUP BY city_id, day, figure, bucket
    )
    SELECT kind, city_id, '{WHOLE_CITY}', key, day, {_FACT_COUNTS}, {_FACT_DURATIONS}
    FROM shown WHERE $1::timestamptz IS NOT NULL GROUP BY kind, city_id, key, day
"""

_ROW = "kind, city_id, district_id, key"
_MONTH_DURATIONS = " UNION ALL ".join(f"SELECT '{name}' AS name, unnest({name}) AS packed" for name in DURATIONS)
_MONTH_HISTOGRAM = (
    "coalesce(array_agg((bucket << 22 | n)::int ORDER BY bucket) FILTER (WHERE name = '{0}'), '{{}}') AS {0}"
)
# $1: as $2 there.
MONTH_FIGURES = f"""
    INSERT INTO day_figure (kind, city_id, district_id, key, day, {", ".join((*COUNTS, *DURATIONS))})
    WITH of_day AS (
        SELECT *, date_trunc('month', day)::date AS month FROM day_figure
        WHERE kind IN ('{CITY}', '{CATEGORY}', '{EXECUTOR}') AND (city_id = '{FIRST_CITY}') = $1
    ), bucket AS (
        SELECT {_ROW}, month, name, packed >> 22 AS bucket, sum(packed & 4194303)::int AS n
        FROM of_day, LATERAL ({_MONTH_DURATIONS}) AS duration GROUP BY {_ROW}, month, 6, 7
    ), histogram AS (
        SELECT {_ROW}, month, {", ".join(_MONTH_HISTOGRAM.format(name) for name in DURATIONS)}
        FROM bucket GROUP BY {_ROW}, month
    ), counted AS (
        SELECT {_ROW}, month, {", ".join(f"sum({name})::int AS {name}" for name in COUNTS)}
        FROM of_day GROUP BY {_ROW}, month
    )
    SELECT kind || '{MONTH}', city_id, district_id, key, month, {", ".join(COUNTS)},
        {", ".join(f"coalesce({name}, '{{}}')" for name in DURATIONS)}
    FROM counted LEFT JOIN histogram USING ({_ROW}, month)
"""


def summed(model: SummedModel) -> str:
    """Return the statement for a read model that says how it is counted from the tables."""
    return _counted(model, "")


def rolled_up(model: MapCells) -> list[str]:
    """Return the statements for the squares: the finest are counted, each larger size is summed from the one before.

    The first takes the present time, the others take nothing.
    """
    table = model.sum_table
    columns = ", ".join((*table.keys, *table.sums))
    sums = [f"sum({name})" for name in table.sums[: table.summed]]
    sums += [f"bit_xor({name})" for name in table.sums[table.summed :]]
    groups = ", ".join(str(number) for number in range(1, len(table.keys) + 1))
    statements = [_counted(model, f"AND band = {BANDS[-1]} AND category_id <> '{ALL_CATEGORIES}'")]
    for finer, band in pairwise(reversed(BANDS)):
        keys = [_key(name, band, finer - band) for name in table.keys]
        statements.append(
            f"INSERT INTO {table.name} ({columns}) SELECT {', '.join((*keys, *sums))} FROM {table.name}"
            f" WHERE band = {finer} AND category_id <> '{ALL_CATEGORIES}' GROUP BY {groups}"
        )
    together = [f"'{ALL_CATEGORIES}'" if name == "category_id" else name for name in table.keys]
    statements.append(
        f"INSERT INTO {table.name} ({columns}) SELECT {', '.join((*together, *sums))} FROM {table.name}"
        f" GROUP BY {groups}"
    )
    return statements


def _key(name: str, band: int, shift: int) -> str:
    return {"band": str(band), "x": f"x >> {shift}", "y": f"y >> {shift}"}.get(name, name)


def _counted(model: SummedModel, narrowed: str) -> str:
    columns = ", ".join((*model.sum_table.keys, *model.sum_table.sums))
    return (
        f"INSERT INTO {model.sum_table.name} ({columns}) SELECT {columns} FROM ({model.counted}) AS counted"
        f" WHERE $1::timestamptz IS NOT NULL {narrowed}"
    )
