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
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.comparison import Part
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import MICRO, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable
from app.events.projections.write import Write
from app.models.database import Fetch
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


_PARTS = f"""
    SELECT band, city.id AS city_id FROM unnest(ARRAY{list(BANDS)}::smallint[]) AS band, city
    UNION SELECT band, city_id FROM map_cell ORDER BY 1, 2
"""  # noqa: S608 - constants
_FINEST = BANDS[-1]
_KEYS = {"band": "smallint", "category_id": "text", "x": "int", "y": "int", "city_id": "text", "age": "smallint"}
_SUMS = (*COUNTS, "longitude", "latitude")
_XORS = ("id_high", "id_low")
_SQUARE = {name: kind for name, kind in _KEYS.items() if name != "band"}
_GIVEN = {**_SQUARE, **dict.fromkeys(COUNTS, "int"), **dict.fromkeys((*_SUMS[len(COUNTS) :], *_XORS), "bigint")}


class _CellTable(SumTable):
    """Adds what squares of the finest band have to those of all bands, for their category and for all categories.

    PostgreSQL does it in a fifth of the time that it takes here.
    """

    def __init__(self) -> None:
        super().__init__("map_cell", _KEYS, _SUMS, _XORS)
        # Sums of bigint are made as numeric; as double precision they are as exact here, and quicker.
        summed = [f"sum({name})" for name in COUNTS] + [f"sum({name}::float8)::bigint" for name in _SUMS[len(COUNTS) :]]
        self._add_squares = self.insertion(f"""
            SELECT band, shown.category_id, x >> ({_FINEST} - band), y >> ({_FINEST} - band), city_id, age,
                   {", ".join(summed)}, {", ".join(f"bit_xor({name})" for name in _XORS)}
            FROM {unnested(_GIVEN.values())} AS given ({", ".join(_GIVEN)}), unnest(ARRAY{list(BANDS)}::int[]) AS band,
                 LATERAL (VALUES (given.category_id), ('{ALL_CATEGORIES}')) AS shown (category_id)
            GROUP BY 1, 2, 3, 4, 5, 6
        """)  # noqa: S608 - constants

    def additions(self, sums: Sums) -> list[Write]:
        """Return the statement for sums of squares of the finest band, whose keys are those of ``_SQUARE``."""
        rows = [(*key, *values) for key, values in sums.items() if any(values)]
        return [Write(self._add_squares, array_texts(zip(*rows, strict=True)))] if rows else []


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
    sum_table = _CellTable()
    counted = _COUNTED

    async def compared_parts(self, fetch: Fetch) -> Sequence[Part]:
        """Return the bands of each city."""
        found = await fetch(_PARTS)
        return [Part("band = $2 AND city_id = $3", (row["band"], row["city_id"]), self.counted) for row in found]

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the square of the finest band, in the order of ``_SQUARE``."""
        shift = TILE_BITS - _FINEST
        return [(state.category_id, state.tile_x >> shift, state.tile_y >> shift, state.city_id, state.age)]

    def rows_of(self, sums: Sums) -> Sums:
        """Return the sums of the squares of all bands."""
        rows: Sums = {}
        for (category, x, y, *others), values in sums.items():
            for band in BANDS:
                shift = _FINEST - band
                for shown in (category, ALL_CATEGORIES):
                    self.combine(rows, [(band, shown, x >> shift, y >> shift, *others)], values)
        return rows

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return the counts, the coordinates and the id, in the order of the columns."""
        counts = [0] * len(COUNTS)
        counts[SLOTS[state.status]] = 1
        if state.overdue:
            counts[WIDTH + OVERDUE_SLOTS.index(SLOTS[state.status])] = 1
        return (*counts, state.longitude, state.latitude, *halves_of(state.request_id))
