"""Statements that fill the read models from the tables, where the online rebuild would take an hour."""

from itertools import pairwise

from app.domain.figures.durations import GROWTH, LAST_BUCKET
from app.domain.figures.period import AGE_DAYS
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
_SECONDS = "extract(epoch FROM {0})::float8"
_BUCKET = (
    f"CASE WHEN {_SECONDS} <= 1 THEN 0 ELSE least({LAST_BUCKET}, floor(ln({_SECONDS}) / ln({GROWTH}::float8)))::int END"
)
_FIGURE = {name: number for number, name in enumerate((*COUNTS, *DURATIONS))}
_FACT_COUNTS = ", ".join(f"coalesce(sum(n) FILTER (WHERE figure = {_FIGURE[name]}), 0) AS {name}" for name in COUNTS)
_FACT_DURATIONS = ", ".join(
    f"coalesce(array_agg((bucket << 22 | n)::int ORDER BY bucket) FILTER (WHERE figure = {_FIGURE[name]}), '{{}}')"
    f" AS {name}"
    for name in DURATIONS
)
_NO_BUCKET, _FIRST_DAY = LAST_BUCKET + 1, "DATE '2000-01-01'"
_FACTS = ", ".join(
    f"({_FIGURE[name]}, {day}, {_NO_BUCKET if seconds is None else _BUCKET.format(seconds)})"
    for name, day, seconds in (
        ("received", "created_on", None),
        ("done", "done_on", None),
        ("confirmed", "confirmed_on", None),
        ("done_on_time", "CASE WHEN done_at <= due_at THEN done_on END", None),
        ("done_late", "CASE WHEN done_at > due_at THEN done_on END", None),
        ("accept", "started_on", "started_at - created_at"),
        ("work", "CASE WHEN started_at IS NOT NULL THEN done_on END", "done_at - started_at"),
        ("total", "done_on", "done_at - created_at"),
    )
)
# $2: whether the first city, or all others: two halves for two connections. No request lies in a district. What is
# grouped by is one number (key, day, figure, bucket), because there are fifty million facts of ten million requests.
DAY_FIGURES = f"""
    INSERT INTO day_figure (kind, city_id, district_id, key, day, {", ".join((*COUNTS, *DURATIONS))})
    WITH place AS MATERIALIZED (
        SELECT id, timezone, row_number() OVER (ORDER BY id) * 1000 AS n FROM city
    ), kept AS MATERIALIZED (
        SELECT '{CATEGORY}' AS kind, place.id AS city_id, category.id AS key, place.n + category.rank_n AS n
        FROM place, (SELECT id, row_number() OVER (ORDER BY id) AS rank_n FROM category) AS category
        UNION ALL SELECT '{CITY}', id, '', n FROM place
        UNION ALL SELECT '{EXECUTOR}', city_id, id::text, 1000000 + row_number() OVER (ORDER BY id)
            FROM account WHERE role = 'EXECUTOR'
    ), category_n AS MATERIALIZED (
        SELECT id, row_number() OVER (ORDER BY id) AS n FROM category
    ), executor_n AS MATERIALIZED (
        SELECT key::uuid AS id, n FROM kept WHERE kind = '{EXECUTOR}'
    ), told AS (
        SELECT place.n AS city, place.n + c.n AS category, e.n AS executor, r.created_at, started_at, done_at, due_at,
            (r.created_at AT TIME ZONE timezone)::date - {_FIRST_DAY} AS created_on,
            (started_at AT TIME ZONE timezone)::date - {_FIRST_DAY} AS started_on,
            (done_at AT TIME ZONE timezone)::date - {_FIRST_DAY} AS done_on,
            (confirmed_at AT TIME ZONE timezone)::date - {_FIRST_DAY} AS confirmed_on
        FROM service_request r JOIN place ON place.id = r.city_id JOIN category_n c ON c.id = r.category_id
        LEFT JOIN executor_n e ON e.id = r.executor_id
        WHERE (r.city_id = '{FIRST_CITY}') = $2
        OFFSET 0
    ), fact AS (
        SELECT city, category, executor, (day::bigint << 16) | (figure << 10) | bucket AS what
        FROM told, LATERAL (VALUES {_FACTS}) AS fact(figure, day, bucket) WHERE day IS NOT NULL
        UNION ALL
        SELECT place.n, place.n + c.n, e.n, (((at AT TIME ZONE timezone)::date - {_FIRST_DAY})::bigint << 16) | {
    _NO_BUCKET
} | (CASE kind WHEN 'WORK_DISPUTED' THEN {_FIGURE["disputed"]} ELSE {_FIGURE["breached"]} END << 10)
        FROM event JOIN place ON place.id = event.city_id JOIN category_n c ON c.id = snapshot ->> 'category_id'
        LEFT JOIN executor_n e ON e.id = (snapshot ->> 'executor_id')::uuid
        WHERE kind IN ('WORK_DISPUTED', 'DEADLINE_BREACHED') AND (event.city_id = '{FIRST_CITY}') = $2
    ), counted AS (
        SELECT (n << 32) | what AS packed, count(*) AS n
        FROM fact, LATERAL (VALUES (city), (category), (executor)) AS counts_for(n) WHERE n IS NOT NULL GROUP BY 1
    ), shown AS (
        SELECT packed >> 16 AS of_day, ((packed >> 10) & 63)::int AS figure, (packed & 1023)::int AS bucket, n
        FROM counted ORDER BY packed
    ), of_day AS (
        SELECT of_day, {_FACT_COUNTS}, {_FACT_DURATIONS} FROM shown GROUP BY of_day
    )
    SELECT kind, city_id, '{WHOLE_CITY}', key, {_FIRST_DAY} + (of_day & 65535)::int, {", ".join((*COUNTS, *DURATIONS))}
    FROM of_day JOIN kept ON kept.n = of_day >> 16 WHERE $1::timestamptz IS NOT NULL
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
