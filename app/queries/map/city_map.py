"""The map as GeoJSON: clusters of requests, and single requests.

Where a box holds many requests, the squares of a read model answer: in the same time however many there are. Where it
holds few, and for filters that squares do not count by, rows are counted, ``MOST_ROWS`` at most.
"""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from math import floor, isfinite

from app.domain.places.geo import TILE_BITS, Box, tile_box
from app.domain.requests.lifecycle import DEADLINE_RUNS
from app.errors import InvalidInput
from app.models.database import rows
from app.models.status_sql import overdue, status_in
from app.queries.map.features import cluster_properties, collection, features_of, request_properties
from app.queries.map.squares import known_to_squares, squares_in, squares_of_tile
from app.queries.requests.filter import Filter
from app.queries.requests.text_search import searched

CELLS_PER_TILE_BITS = 2
"""A map tile of 256 pixels is cut into 4 x 4 cells: a cluster every 64 pixels at most."""
POINTS_FROM_ZOOM = 17
MOST_FEATURES = 2000
FEW = 2000
"""A box with so many requests or fewer is answered from rows: exact, and soon enough."""
ROWS_FROM_ZOOM = 18
"""From here on squares are larger than clusters should be, so rows are counted."""
MOST_ROWS = 20_000
"""The rows of one answer; with more, it is a part of all and says so."""
MOST_ZOOM = 22
_EDGE_DEGREES = 1e-9
"""The edges of a tile in degrees are rounded: a request a bit beyond them may have the numbers of the tile."""
_CLUSTER = cluster_properties("shown.n", "shown.overdue", ("shown.west", "shown.south", "shown.east", "shown.north"))
_REQUEST = request_properties("r", "shown.overdue > 0", "shown.runs_until")


async def service_request_map(box: Box, zoom: int, filter_: Filter, now: datetime) -> bytes:
    """Return a FeatureCollection of the requests in the box, as JSON; a cell with one request is that request.

    ``partial`` is true, and otherwise absent, where there are more requests than the features stand for.

    Raises:
        InvalidInput: bbox or zoom makes no sense.
    """
    if not (box.west < box.east and box.south < box.north and all(map(isfinite, astuple(box)))):
        raise InvalidInput("bbox", "bbox: expected west < east and south < north")
    if not 0 <= zoom <= MOST_ZOOM:
        raise InvalidInput("zoom", f"zoom: expected 0 to {MOST_ZOOM}, got {zoom}")
    boxes = on_the_globe(box)
    if not known_to_squares(filter_) or zoom >= ROWS_FROM_ZOOM:
        return await map_from_rows(boxes, zoom, filter_, now, most=MOST_ROWS)
    squares = await squares_in(boxes, zoom, filter_, now, few=FEW)
    if squares.current and squares.count > FEW:
        return collection(squares.features, is_part=False)
    # While the read model is not up to date, the map of an upgraded installation must be whole all the same.
    return await map_from_rows(boxes, zoom, filter_, now, most=None)


async def map_tile(zoom: int, x: int, y: int, filter_: Filter, now: datetime) -> bytes | None:
    """Return the FeatureCollection of one tile, for a filter that squares know; None while they are not up to date.

    From ``ROWS_FROM_ZOOM`` on it is counted from requests, of which a tile has few. The tiles of a zoom have each
    request once.

    Raises:
        InvalidInput: there is no such tile.
    """
    if not 0 <= zoom <= MOST_ZOOM:
        raise InvalidInput("z", f"z: expected 0 to {MOST_ZOOM}, got {zoom}")
    for name, number in (("x", x), ("y", y)):
        if not 0 <= number < 1 << zoom:
            raise InvalidInput(name, f"{name}: expected 0 to {(1 << zoom) - 1} at zoom {zoom}, got {number}")
    if zoom >= ROWS_FROM_ZOOM:
        return await map_from_rows(
            [_edged(tile_box(zoom, x, y))], zoom, filter_, now, most=MOST_ROWS, tile=(zoom, x, y)
        )
    squares = await squares_of_tile(zoom, x, y, filter_, now)
    return collection(squares.features, is_part=False) if squares.current else None


def _edged(box: Box) -> Box:
    return Box(box.west - _EDGE_DEGREES, box.south - _EDGE_DEGREES, box.east + _EDGE_DEGREES, box.north + _EDGE_DEGREES)


def on_the_globe(box: Box) -> Sequence[Box]:
    """Return the box within -180 to 180 degrees: two boxes where it crosses the antimeridian."""
    if box.east - box.west >= 360:
        return [Box(-180, box.south, 180, box.north)]
    turns = floor((box.west + 180) / 360) * 360
    west, east = box.west - turns, box.east - turns
    if east <= 180:
        return [Box(west, box.south, east, box.north)]
    return [Box(west, box.south, 180, box.north), Box(-180, box.south, east - 360, box.north)]


async def map_from_rows(
    boxes: Sequence[Box],
    zoom: int,
    filter_: Filter,
    now: datetime,
    *,
    most: int | None,
    tile: tuple[int, int, int] | None = None,
) -> bytes:
    """Return the same, counted from at most so many rows; from all of them with None.

    ``tile`` is the zoom, column and line of the tile that the boxes are: a request at its edge is in one tile only.
    """
    shift = 0 if zoom >= POINTS_FROM_ZOOM else TILE_BITS - zoom - CELLS_PER_TILE_BITS
    narrowed = (await searched(filter_, now)).where
    narrowed.add(
        " OR ".join(["latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}"] * len(boxes)).join("()"),
        *(edge for box in boxes for edge in (box.south, box.north, box.west, box.east)),
    )
    if tile is not None:
        bits = TILE_BITS - tile[0]
        narrowed.add(f"tile_x >> {bits} = {{}} AND tile_y >> {bits} = {{}}", *tile[1:])
    is_overdue = overdue(narrowed.value(now))
    # A source that is a query has the place of its rows among its columns.
    columns = "ctid, *" if narrowed.source == "service_request" else "*"
    order = "ORDER BY shown.n DESC, shown.x, shown.y"
    limit = "" if most is None else f"LIMIT {most + 1}"
    # A cell with one request is completed afterwards, by the place of its row: sorting the requests of every cell to
    # find its newest one took three quarters of the time.
    sql = f"""
        WITH cell AS MATERIALIZED (
            SELECT count(*) AS n, avg(longitude) AS longitude, avg(latitude) AS latitude,
                   min(longitude) AS west, min(latitude) AS south, max(longitude) AS east, max(latitude) AS north,
                   min(tile_x >> {shift}) AS x, min(tile_y >> {shift}) AS y,
                   count(*) FILTER (WHERE {is_overdue}) AS overdue,
                   max(due_at) FILTER (WHERE {status_in(DEADLINE_RUNS)}) AS runs_until, min(ctid) AS place
            FROM (SELECT {columns} FROM {narrowed.source} WHERE {narrowed.sql} {limit}) AS service_request
            GROUP BY ((tile_x >> {shift})::bigint << 32) | (tile_y >> {shift})
        ),
        shown AS MATERIALIZED (SELECT * FROM cell ORDER BY n DESC, x, y LIMIT {MOST_FEATURES})
        SELECT (SELECT count(*) FROM cell) AS cells, (SELECT sum(n)::bigint FROM cell) AS count,
               array_agg(shown.longitude {order}) AS longitudes, array_agg(shown.latitude {order}) AS latitudes,
               array_agg(CASE WHEN shown.n = 1 THEN {_REQUEST} ELSE {_CLUSTER} END {order}) AS properties
        FROM shown LEFT JOIN service_request r ON shown.n = 1 AND r.ctid = shown.place
    """  # noqa: S608 - built from constants
    (found,) = await rows(sql, *narrowed.values)
    is_part = found["cells"] > MOST_FEATURES or (most is not None and (found["count"] or 0) > most)
    arrays = (found[name] or () for name in ("longitudes", "latitudes", "properties"))
    return collection(features_of(*arrays), is_part=is_part)
