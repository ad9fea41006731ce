"""``map_cell``: the requests of each square of the map, at seven sizes, by city, category and age.

A band is the zoom whose tiles are the squares. The map at zoom z shows squares of band z + 1 or z + 2, so a screen
reads about as many rows whatever the number of requests. See docs/adr/0018-read-models.md and
docs/adr/0021-maps-and-figures.md.
"""

from collections.abc import Sequence
from struct import Struct
from uuid import UUID

from app.domain.places.geo import TILE_BITS
from app.domain.requests.lifecycle import DEADLINE_RUNS, OPEN, TRAITS
from app.events.projections.read_model import Key, SummedModel, SumTable
from app.events.projections.request_state import MICRO, RequestState
from app.models.status_sql import age, overdue, status_in

_HALVES = Struct(">qq")
BANDS = (6, 8, 10, 12, 14, 16, 18)
ALL_CATEGORIES = ""
"""The category of the rows for all categories together, which most maps are read from."""
SLOTS = {
    status: slot
    for group in ([status for status in TRAITS if status in OPEN], [status for status in TRAITS if status not in OPEN])
    for slot, status in enumerate(group)
}
"""The column ``n0`` to ``n5`` that counts a status, among the open ones or among the others, in the order of the
lifecycle table. After a change of that order a migration has to empty the table and the position of the projection."""
WIDTH = 6
"""How many of these columns the table has."""
OVERDUE_SLOTS = tuple(SLOTS[status] for status in sorted(DEADLINE_RUNS, key=SLOTS.__getitem__))
"""The statuses among the open ones that can be overdue: ``o0`` counts the overdue ones of ``n0``."""
COUNTS = (*(f"n{slot}" for slot in range(WIDTH)), *(f"o{slot}" for slot in OVERDUE_SLOTS))


def _slot_sql(slot: int) -> str:
    statuses = [status for status in SLOTS if SLOTS[status] == slot]
    return f"count(*) FILTER (WHERE {status_in(statuses)}) AS n{slot}" if statuses else f"0 AS n{slot}"


def _overdue_sql(slot: int) -> str:
    statuses = status_in(status for status in DEADLINE_RUNS if SLOTS[status] == slot)
    return f"count(*) FILTER (WHERE {statuses} AND {overdue('$1')}) AS o{slot}"


def _id_sql(start: int) -> str:
    return f"bit_xor(('x' || substr(replace(id::text, '-', ''), {start}, 16))::bit(64)::bigint)"


_COUNTED = f"""
    SELECT band, category AS category_id, tile_x >> ({TILE_BITS} - band) AS x, tile_y >> ({TILE_BITS} - band) AS y,
           city_id, {age("$1")} AS age, {", ".join(map(_slot_sql, range(WIDTH)))},
           {", ".join(map(_overdue_sql, OVERDUE_SLOTS))},
           sum(round(longitude::numeric * {MICRO}))::bigint AS longitude,
           sum(round(latitude::numeric * {MICRO}))::bigint AS latitude,
           {_id_sql(1)} AS id_high, {_id_sql(17)} AS id_low
    FROM service_request, unnest(ARRAY{list(BANDS)}::int[]) AS band,
         LATERAL (VALUES (category_id), ('{ALL_CATEGORIES}')) AS shown(category)
    GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - built from constants


def halves_of(request_id: UUID) -> tuple[int, int]:
    """Return the id as two signed integers of 64 bits."""
    high, low = _HALVES.unpack(request_id.bytes)
    return high, low


class MapCells(SummedModel):
    """How many requests stand in each square, by city, category, age and status, with the sums of their coordinates.

    The ids are combined by exclusive or: where a square has one request, they say which.
    """

    name = "map_cells"
    table = "map_cell"
    tables = ("map_cell",)
    sum_table = SumTable(
        "map_cell",
        {"band": "smallint", "category_id": "text", "x": "int", "y": "int", "city_id": "text", "age": "smallint"},
        (*COUNTS, "longitude", "latitude"),
        ("id_high", "id_low"),
    )
    counted = _COUNTED

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the square of each band, for the category and for all categories."""
        keys: list[Key] = []
        for band in BANDS:
            shift = TILE_BITS - band
            x, y = state.tile_x >> shift, state.tile_y >> shift
            keys.append((band, state.category_id, x, y, state.city_id, state.age))
            keys.append((band, ALL_CATEGORIES, x, y, state.city_id, state.age))
        return keys

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return the counts, the coordinates and the id, in the order of the columns."""
        counts = [0] * len(COUNTS)
        counts[SLOTS[state.status]] = 1
        if state.overdue:
            counts[WIDTH + OVERDUE_SLOTS.index(SLOTS[state.status])] = 1
        return (*counts, state.longitude, state.latitude, *halves_of(state.request_id))
