"""Statements that fill the read models from the tables, where the online rebuild would take an hour."""

from itertools import pairwise

from app.domain.figures.period import AGE_DAYS
from app.events.projections.disputed_requests import COUNTED_DISPUTES, COUNTED_TOTALS
from app.events.projections.map_cells import ALL_CATEGORIES, BANDS, MapCells
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import ANSWERED, MICRO, RATINGS
from app.models.status_sql import FINISHED_AT, age, overdue

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
DISPUTED = (
    f"INSERT INTO executor_dispute (request_id, executor_id, disputes) {COUNTED_DISPUTES}",
    f"INSERT INTO disputed_total (city_id, executor_id, requests) {COUNTED_TOTALS}",
)
CITY_COUNTERS = """
    INSERT INTO city_counter (city_id, status, count)
    SELECT city_id, status, count(*) FROM service_request GROUP BY 1, 2
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
