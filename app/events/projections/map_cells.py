"""``map_cell``: the requests of each square of the map, at seven sizes.

A band is the zoom whose tiles are the squares. The map at zoom z shows squares of band z + 1 or z + 2, so a screen
reads about as many rows whatever the number of requests. See docs/adr/0017-read-models.md.
"""

from collections.abc import Iterator, Sequence

from app.domain.geo import TILE_BITS
from app.domain.lifecycle import OPEN, Status
from app.events.projections.read_model import Key, SummedModel, SumTable
from app.events.projections.request_state import MICRO, RequestState
from app.models.status_sql import overdue, status_in

BANDS = (6, 8, 10, 12, 14, 16, 18)
ALL_CATEGORIES = ""
TOTALLED_BANDS = frozenset({6, 8, 10, 12, 14})
"""Bands that also have a row for all categories together. In the finer ones a square has few categories, and a total
would be as many rows again."""
SLOTS = {
    Status.ACCEPTED: 0,
    Status.IN_PROGRESS: 1,
    Status.ON_HOLD: 2,
    Status.DONE: 0,
    Status.CONFIRMED: 1,
    Status.REJECTED: 2,
    Status.WITHDRAWN: 3,
    Status.MERGED: 4,
}
"""The column ``n0`` to ``n5`` that counts a status, among the open ones or among the others. A change of this table
needs a migration that rebuilds the projection."""
COLUMNS = ("n0", "n1", "n2", "n3", "n4", "n5", "overdue", "longitude", "latitude")


def _slot_sql(column: int) -> str:
    statuses = [status for status, slot in SLOTS.items() if slot == column]
    return f"count(*) FILTER (WHERE {status_in(statuses)}) AS n{column}" if statuses else f"0 AS n{column}"


_COUNTED = f"""
    SELECT band, category AS category_id, tile_x >> ({TILE_BITS} - band) AS x, tile_y >> ({TILE_BITS} - band) AS y,
           {status_in(OPEN)} AS open, {", ".join(_slot_sql(n) for n in range(6))},
           count(*) FILTER (WHERE {overdue("$1")}) AS overdue,
           sum(round(longitude::numeric * {MICRO}))::bigint AS longitude,
           sum(round(latitude::numeric * {MICRO}))::bigint AS latitude
    FROM service_request, unnest(ARRAY{list(BANDS)}::int[]) AS band,
         LATERAL (SELECT category_id AS category
                  UNION ALL SELECT '' WHERE band = ANY(ARRAY{sorted(TOTALLED_BANDS)}::int[])) AS shown
    GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - built from constants


class MapCells(SummedModel):
    """How many requests stand in each square, by category and status, with the sums of their coordinates."""

    name = "map_cells"
    table = "map_cell"
    tables = ("map_cell",)
    sum_table = SumTable(
        "map_cell",
        {"band": "smallint", "category_id": "text", "x": "int", "y": "int", "open": "bool"},
        COLUMNS,
    )
    counted = _COUNTED

    def sums_of(self, state: RequestState) -> Iterator[tuple[Key, Sequence[int]]]:
        """Yield the square of each band, for the category and for all categories."""
        values = [0, 0, 0, 0, 0, 0, int(state.overdue), state.longitude, state.latitude]
        values[SLOTS[state.status]] = 1
        is_open = state.status in OPEN
        for band in BANDS:
            shift = TILE_BITS - band
            x, y = state.tile_x >> shift, state.tile_y >> shift
            yield (band, state.category_id, x, y, is_open), values
            if band in TOTALLED_BANDS:
                yield (band, ALL_CATEGORIES, x, y, is_open), values
