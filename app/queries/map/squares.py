"""The map from the read model of squares: the time does not grow with the number of requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.figures.period import Period
from app.domain.places.geo import TILE_BITS, Box, tile_of
from app.domain.requests.lifecycle import DEADLINE_RUNS, OPEN, Status
from app.events.projections.map_cells import (
    ALL_CATEGORIES,
    BANDS,
    OVERDUE_SLOTS,
    SLOTS,
    WIDTH,
    MapCells,
)
from app.events.projections.request_state import MICRO
from app.models.database import rows
from app.models.status_sql import status_in
from app.queries.log.projections import current
from app.queries.map.features import cluster_properties, feature_json, request_properties, rounded
from app.queries.requests.filter import Filter

MOST_SQUARES = 4096
"""Of one answer: about eight screens. A larger box is shown with larger squares, as if from further away."""
KNOWN_FILTERS = frozenset({"city_id", "statuses", "category_ids", "overdue", "period"})


def _weighted(columns: Sequence[str], weights: str) -> str:
    """Return the sum of these columns, each times the element of an array."""
    return " + ".join(f"{column} * ({weights}::int[])[{n + 1}]" for n, column in enumerate(columns))


_COUNTS = [f"n{slot}" for slot in range(WIDTH)]
_LATE = [f"o{slot}" for slot in OVERDUE_SLOTS]
_EVERYTHING = " + ".join(_COUNTS)
_RUNS = f"{status_in(DEADLINE_RUNS, 'r.status')} AND r.held_at IS NULL"
_ID = "(lpad(to_hex(id_high), 16, '0') || lpad(to_hex(id_low), 16, '0'))::uuid"


def _latitude(line: str) -> str:
    """Return the latitude of the upper edge of a line of squares."""
    return f"degrees(atan(sinh(pi() * (1 - 2 * ({line}) / (1 << $7::int)::float8))))"


def _longitude(column: str) -> str:
    return f"360 * ({column}) / (1 << $7::int)::float8 - 180"


_CLUSTER = feature_json(
    rounded(f"square.longitude / square.n / {MICRO}"),
    rounded(f"square.latitude / square.n / {MICRO}"),
    cluster_properties(
        "square.n",
        "square.late",
        (
            rounded(_longitude("square.x")),
            rounded(_latitude("square.y + 1")),
            rounded(_longitude("square.x + 1")),
            rounded(_latitude("square.y")),
        ),
    ),
)
_ONE = feature_json(
    rounded("r.longitude"),
    rounded("r.latitude"),
    request_properties("r", f"coalesce({_RUNS} AND r.due_at < $13, false)", f"CASE WHEN {_RUNS} THEN r.due_at END"),
)
# The centre of some of the requests of a cell is taken to be that of all of them. A square with one request is that
# request; where others of its cell do not pass the filter, it is unknown which one passes.
SQUARES = f"""
    WITH state AS MATERIALIZED (SELECT {current(MapCells.name)} AS current FROM log_state WHERE id = 1),
    square AS MATERIALIZED (
        SELECT x, y, sum(n)::bigint AS n, sum(late)::bigint AS late, sum(everything) AS everything,
               sum(longitude * n::float8 / everything) AS longitude,
               sum(latitude * n::float8 / everything) AS latitude,
               bit_xor(id_high) AS id_high, bit_xor(id_low) AS id_low
        FROM (
            SELECT x >> $6::int AS x, y >> $6::int AS y, longitude, latitude, id_high, id_low,
                   {_EVERYTHING} AS everything,
                   CASE WHEN age = 0 THEN {_weighted(_COUNTS, "$9")} + {_weighted(_LATE, "$11")}
                        ELSE {_weighted(_COUNTS, "$10")} END AS n,
                   CASE WHEN age = 0 THEN {_weighted(_LATE, "$12")} ELSE 0 END AS late
            FROM map_cell
            WHERE (SELECT current FROM state) AND band = $1 AND x = ANY($3) AND y BETWEEN $4 AND $5 AND age <= $8
                AND category_id = ANY($2::text[])
                AND ($14::text IS NULL OR city_id = $14)
        ) AS cell WHERE n > 0 GROUP BY 1, 2
    ),
    total AS MATERIALIZED (SELECT coalesce(sum(n), 0)::bigint AS n FROM square)
    SELECT (SELECT current FROM state) AS current, (SELECT n FROM total) AS count,
           string_agg(CASE WHEN r.id IS NULL THEN {_CLUSTER} ELSE {_ONE} END, ',' ORDER BY n DESC, x, y) AS features
    FROM square LEFT JOIN service_request r ON square.everything = 1 AND r.id = {_ID}
    WHERE (SELECT n FROM total) > $15
"""  # noqa: S608 - names of columns and numbers only


@dataclass(frozen=True, slots=True)
class Squares:
    """The requests of a box as squares."""

    current: bool
    """Whether the read model is up to date; otherwise it was not read."""
    count: int
    """How many requests pass the filter."""
    features: str | None
    """GeoJSON, joined by commas; None where the requests are no more than ``few``."""


def known_to_squares(filter_: Filter) -> bool:
    """Whether squares can answer the filter: it has only conditions that they count by."""
    return all(getattr(filter_, name) is None for name in Filter.__slots__ if name not in KNOWN_FILTERS)


def square_zoom(zoom: int) -> int:
    """Return the zoom whose tiles are the squares of a map: 64 pixels wide, or 128 at odd zooms."""
    return min(BANDS[-1], zoom + (1 if zoom % 2 else 2))


def zoom_within(boxes: Sequence[Box], zoom: int) -> int:
    """Return the zoom whose tiles are the squares of these boxes, so that they are at most ``MOST_SQUARES``."""
    wanted = square_zoom(zoom)
    while wanted > 0 and sum(_number(box, wanted) for box in boxes) > MOST_SQUARES:
        wanted -= 1
    return wanted


async def squares_in(boxes: Sequence[Box], zoom: int, filter_: Filter, now: datetime, *, few: int) -> Squares:
    """Return the squares that touch the boxes, which have the same south and north, with what passes the filter."""
    wanted = zoom_within(boxes, zoom)
    columns = sorted({x for box in boxes for x in _edges(box, wanted)[0]})
    return await squares_of(columns, _edges(boxes[0], wanted)[1], wanted, filter_, now, few=few)


async def squares_of_tile(zoom: int, x: int, y: int, filter_: Filter, now: datetime) -> Squares:
    """Return the squares of one tile of the map."""
    wanted = square_zoom(zoom)
    columns, lines = (_scaled(range(number, number + 1), wanted - zoom) for number in (x, y))
    return await squares_of(columns, lines, wanted, filter_, now, few=0)


async def squares_of(
    columns: Sequence[int], lines: range, zoom: int, filter_: Filter, now: datetime, *, few: int
) -> Squares:
    """Return the squares of these columns and lines of the tiles of a zoom.

    One statement reads whether the read model may be read, the squares, and the requests that are alone in theirs.
    """
    band = min(band for band in BANDS if band >= zoom)
    shift = band - zoom
    cells = _scaled(lines, shift)
    (found,) = await rows(
        SQUARES,
        band,
        _categories(filter_),
        [x for column in columns for x in _scaled(range(column, column + 1), shift)],
        cells.start,
        cells.stop - 1,
        shift,
        zoom,
        (filter_.period or Period.ALL).oldest_age,
        *_weights(filter_),
        now,
        filter_.city_id,
        few,
    )
    return Squares(bool(found["current"]), found["count"], found["features"])


def _categories(filter_: Filter) -> list[str]:
    """Return the categories of the rows to read."""
    return [ALL_CATEGORIES] if filter_.category_ids is None else sorted(filter_.category_ids - {ALL_CATEGORIES})


def _weights(filter_: Filter) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return what each column adds to the number of requests: of statuses among the open ones and the others, and of
    the overdue ones; and what each of these adds to the number that are shown as overdue.
    """
    chosen = set(Status) if filter_.statuses is None else filter_.statuses
    is_open, others = (
        [int(any(SLOTS[status] == slot and (status in OPEN) is side for status in chosen)) for slot in range(WIDTH)]
        for side in (True, False)
    )
    late = [int(any(SLOTS[status] == slot for status in chosen & DEADLINE_RUNS)) for slot in OVERDUE_SLOTS]
    if filter_.overdue is True:
        return [0] * WIDTH, [0] * WIDTH, late, late
    if filter_.overdue is False:
        return is_open, others, [-one for one in late], [0] * len(late)
    return is_open, others, [0] * len(late), late


def _number(box: Box, zoom: int) -> int:
    columns, lines = _edges(box, zoom)
    return len(columns) * len(lines)


def _edges(box: Box, zoom: int) -> tuple[range, range]:
    """Return the columns and lines of tiles that touch the box."""
    shift = TILE_BITS - zoom
    west, north = tile_of(box.north, box.west)
    east, south = tile_of(box.south, box.east)
    return range(west >> shift, (east >> shift) + 1), range(north >> shift, (south >> shift) + 1)


def _scaled(tiles: range, shift: int) -> range:
    return range(tiles.start << shift, tiles.stop << shift)
