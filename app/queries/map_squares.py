"""The map from the read model of squares: the time does not grow with the number of requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan, degrees, pi, sinh
from typing import Any
from uuid import UUID

from app.domain.geo import TILE_BITS, Box, tile_of
from app.domain.lifecycle import DEADLINE_RUNS, OPEN, Status
from app.events.projections.map_cells import (
    ALL_CATEGORIES,
    BANDS,
    COUNTS,
    SLOTS,
    TOTALLED_BANDS,
    WIDTH,
    MapCells,
    id_of,
)
from app.events.projections.request_state import MICRO
from app.models.database import rows
from app.queries.filter import Filter
from app.queries.projections import current

MOST_SQUARES = 4096
"""Of one answer: about eight screens. A larger box is shown with larger squares, as if from further away."""
KNOWN_FILTERS = frozenset({"statuses", "category_ids", "overdue"})
_SUMS = ", ".join(f"sum({name})::bigint AS {name}" for name in (*COUNTS, "longitude", "latitude"))
# CASE: while the read model is not up to date, the answer is null, and not an empty map.
_CURRENT = f"SELECT {current(MapCells.name)} AS current FROM log_state WHERE id = 1"  # noqa: S608 - constants
_SQUARES = f"""
    SELECT x >> $6::int AS x, y >> $6::int AS y, open, {_SUMS}, bit_xor(id_high) AS id_high, bit_xor(id_low) AS id_low
    FROM map_cell WHERE band = $1 AND category_id = ANY($2) AND x = ANY($3) AND y BETWEEN $4 AND $5
    GROUP BY 1, 2, 3
"""  # noqa: S608 - names of columns only
_REQUESTS = """
    SELECT id, number, status, category_id, due_at, held_at, latitude, longitude FROM service_request
    WHERE id = ANY($1)
"""


@dataclass(slots=True)
class Square:
    """The requests of one square that pass the filter."""

    x: int
    y: int
    count: int = 0
    overdue: int = 0
    longitude: float = 0.0
    """The sum over the requests, in millionths of a degree."""
    latitude: float = 0.0
    only: UUID | None = None
    """The id of the one request of the square; None also where others of its rows do not pass the filter."""


@dataclass(frozen=True, slots=True)
class Squares:
    """The squares of a box; ``zoom`` is that whose tiles they are."""

    zoom: int
    squares: list[Square]

    @property
    def count(self) -> int:
        """How many requests they hold."""
        return sum(square.count for square in self.squares)

    def bounds(self, square: Square) -> list[float]:
        """Return west, south, east, north of a square."""
        west, east = (360 * x / (1 << self.zoom) - 180 for x in (square.x, square.x + 1))
        south, north = (_latitude(y / (1 << self.zoom)) for y in (square.y + 1, square.y))
        return [round(edge, 6) for edge in (west, south, east, north)]


def known_to_squares(filter_: Filter) -> bool:
    """Whether squares can answer the filter: it has only conditions that they count by."""
    return all(getattr(filter_, name) is None for name in Filter.__slots__ if name not in KNOWN_FILTERS)


def square_zoom(zoom: int) -> int:
    """Return the zoom whose tiles are the squares of a map: 64 pixels wide, or 128 at odd zooms."""
    return min(BANDS[-1], zoom + (1 if zoom % 2 else 2))


async def squares_are_current() -> bool:
    """Return whether the read model may be read."""
    return bool((await rows(_CURRENT))[0]["current"])


async def squares_in(boxes: Sequence[Box], zoom: int, filter_: Filter, category_ids: Sequence[str]) -> Squares:
    """Return the squares that touch the boxes, with what passes the filter; ``category_ids`` are all there are."""
    wanted = square_zoom(zoom)
    while wanted > 0 and sum(_number(box, wanted) for box in boxes) > MOST_SQUARES:
        wanted -= 1
    band = min(band for band in BANDS if band >= wanted)
    if filter_.category_ids is not None:
        categories = sorted(filter_.category_ids - {ALL_CATEGORIES})
    else:
        categories = [ALL_CATEGORIES] if band in TOTALLED_BANDS else list(category_ids)
    found: list[Any] = []
    for box in boxes:
        columns, lines = _edges(box, wanted)
        shift = band - wanted
        xs = list(range(columns.start << shift, columns.stop << shift))
        ys = [lines.start << shift, (lines.stop << shift) - 1]
        found += await rows(_SQUARES, band, categories, xs, *ys, shift)
    return Squares(wanted, list(_passing(found, filter_)))


def _number(box: Box, zoom: int) -> int:
    columns, lines = _edges(box, zoom)
    return len(columns) * len(lines)


def _edges(box: Box, zoom: int) -> tuple[range, range]:
    """Return the columns and lines of tiles that touch the box."""
    shift = TILE_BITS - zoom
    west, north = tile_of(box.north, box.west)
    east, south = tile_of(box.south, box.east)
    return range(west >> shift, (east >> shift) + 1), range(north >> shift, (south >> shift) + 1)


def _passing(found: Sequence[Any], filter_: Filter) -> Iterator[Square]:
    """Add what passes the filter of the open and the closed requests of each square."""
    by_place: dict[tuple[int, int], Square] = {}
    chosen = {is_open: _chosen(filter_, is_open=is_open) for is_open in (True, False)}
    for row in found:
        plain, late = chosen[row["open"]]
        overdue = sum(row[name] for name in late)
        if filter_.overdue is True:
            count = overdue
        else:
            count = sum(row[name] for name in plain) - (overdue if filter_.overdue is False else 0)
        if count <= 0:
            continue
        place = (row["x"], row["y"])
        square = by_place.get(place)
        if square is None:
            square = by_place[place] = Square(*place)
        everything = sum(row[name] for name in COUNTS[:WIDTH])
        square.only = id_of(row["id_high"], row["id_low"]) if square.count == 0 and everything == 1 else None
        square.count += count
        square.overdue += 0 if filter_.overdue is False else overdue
        # The centre of some of the requests of a square is taken to be that of all of them.
        square.longitude += row["longitude"] * count / everything
        square.latitude += row["latitude"] * count / everything
    return iter(by_place.values())


def _chosen(filter_: Filter, *, is_open: bool) -> tuple[list[str], list[str]]:
    """Return the columns that count the statuses of the filter, and those that count the overdue among them."""
    statuses = [
        status
        for status in Status
        if (status in OPEN) is is_open and (filter_.statuses is None or status in filter_.statuses)
    ]
    late = [f"o{SLOTS[status]}" for status in statuses if status in DEADLINE_RUNS]
    return [f"n{SLOTS[status]}" for status in statuses], late


async def requests_of(squares: Squares) -> dict[UUID, Any]:
    """Return the rows of requests that are alone in their squares, by id."""
    ids = [square.only for square in squares.squares if square.only is not None]
    return {row["id"]: row for row in await rows(_REQUESTS, ids)} if ids else {}


def _latitude(share: float) -> float:
    """Return the latitude at this share of the square map from its northern edge."""
    return degrees(atan(sinh(pi * (1 - 2 * share))))


def centre(square: Square) -> list[float]:
    """Return longitude and latitude of the centre of mass."""
    return [round(square.longitude / square.count / MICRO, 6), round(square.latitude / square.count / MICRO, 6)]
