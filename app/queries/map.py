"""The map as GeoJSON: clusters of requests, and single requests.

Where a box holds many requests, the squares of a read model answer: in the same time however many there are. Where it
holds few, and for filters that squares do not count by, rows are counted, at most ``MOST_ROWS`` of them.
"""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from math import floor, isfinite
from typing import Any

from app.domain.geo import TILE_BITS, Box
from app.domain.lifecycle import DEADLINE_RUNS, Status
from app.errors import InvalidInput
from app.models.database import rows
from app.models.status_sql import overdue, status_in
from app.queries.filter import Filter
from app.queries.map_squares import (
    Squares,
    centre,
    known_to_squares,
    requests_of,
    squares_are_current,
    squares_in,
)
from app.queries.text_search import searched

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
_CATEGORIES = "SELECT id FROM category"


async def service_request_map(box: Box, zoom: int, filter_: Filter, now: datetime) -> dict[str, Any]:
    """Return a FeatureCollection of the requests in the box; a cell with one request is that request.

    ``partial`` is true, and otherwise absent, where there are more requests than the features stand for.

    Raises:
        InvalidInput: bbox or zoom makes no sense.
    """
    if not (box.west < box.east and box.south < box.north and all(map(isfinite, astuple(box)))):
        raise InvalidInput("bbox", "bbox: expected west < east and south < north")
    if not 0 <= zoom <= 22:
        raise InvalidInput("zoom", f"zoom: expected 0 to 22, got {zoom}")
    boxes = on_the_globe(box)
    if not await squares_are_current():
        return await _from_rows(boxes, zoom, filter_, now, most=None)
    if known_to_squares(filter_):
        categories = [row["id"] for row in await rows(_CATEGORIES)]
        squares = await squares_in(boxes, zoom, filter_, categories)
        if squares.count > FEW and zoom < ROWS_FROM_ZOOM:
            return await _from_squares(squares, now)
    return await _from_rows(boxes, zoom, filter_, now, most=MOST_ROWS)


def on_the_globe(box: Box) -> Sequence[Box]:
    """Return the box within -180 to 180 degrees: two boxes where it crosses the antimeridian."""
    if box.east - box.west >= 360:
        return [Box(-180, box.south, 180, box.north)]
    turns = floor((box.west + 180) / 360) * 360
    west, east = box.west - turns, box.east - turns
    if east <= 180:
        return [Box(west, box.south, east, box.north)]
    return [Box(west, box.south, 180, box.north), Box(-180, box.south, east - 360, box.north)]


async def _from_squares(squares: Squares, now: datetime) -> dict[str, Any]:
    alone = await requests_of(squares)
    squares.squares.sort(key=lambda square: (-square.count, square.x, square.y))
    features = []
    for square in squares.squares:
        found = alone.get(square.only) if square.only else None
        if found is None:
            features.append(_cluster(square.count, square.overdue, squares.bounds(square), centre(square)))
        else:
            features.append(_request(_alone(found, now), [found["longitude"], found["latitude"]]))
    return {"type": "FeatureCollection", "features": features}


def _alone(found: dict[str, Any], now: datetime) -> dict[str, Any]:
    runs = Status(found["status"]) in DEADLINE_RUNS and found["held_at"] is None and found["due_at"] is not None
    return {**found, "overdue": int(runs and found["due_at"] < now), "due_at": found["due_at"] if runs else None}


async def _from_rows(
    boxes: Sequence[Box], zoom: int, filter_: Filter, now: datetime, *, most: int | None
) -> dict[str, Any]:
    shift = 0 if zoom >= POINTS_FROM_ZOOM else TILE_BITS - zoom - CELLS_PER_TILE_BITS
    narrowed = (await searched(filter_, now)).where
    narrowed.add(
        " OR ".join(["latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}"] * len(boxes)).join("()"),
        *(edge for box in boxes for edge in (box.south, box.north, box.west, box.east)),
    )
    is_overdue = overdue(narrowed.value(now))
    # A source that is a query has the place of its rows among its columns.
    columns = "ctid, *" if narrowed.source == "service_request" else "*"
    limit = "" if most is None else f"LIMIT {most + 1}"
    # A cell with one request is completed afterwards, by the place of its row: sorting the requests of every cell to
    # find its newest one took three quarters of the time.
    sql = f"""
        SELECT cell.*, request.id, request.number, request.status, request.category_id FROM (
        SELECT count(*) AS n, avg(longitude) AS longitude, avg(latitude) AS latitude,
               min(longitude) AS west, min(latitude) AS south, max(longitude) AS east, max(latitude) AS north,
               min(tile_x >> {shift}) AS cell_x, min(tile_y >> {shift}) AS cell_y,
               count(*) FILTER (WHERE {is_overdue}) AS overdue,
               max(due_at) FILTER (WHERE {status_in(DEADLINE_RUNS)}) AS due_at, min(ctid) AS place
        FROM (SELECT {columns} FROM {narrowed.source} WHERE {narrowed.sql} {limit}) AS service_request
        GROUP BY ((tile_x >> {shift})::bigint << 32) | (tile_y >> {shift}) ORDER BY n DESC LIMIT {MOST_FEATURES + 1}
        ) AS cell LEFT JOIN service_request request ON cell.n = 1 AND request.ctid = cell.place
        ORDER BY n DESC, cell_x, cell_y
    """  # noqa: S608 - built from constants
    found = await rows(sql, *narrowed.values)
    partial = len(found) > MOST_FEATURES or (most is not None and sum(item["n"] for item in found) > most)
    answer: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [_feature(item) for item in found[:MOST_FEATURES]],
    }
    return {**answer, "partial": True} if partial else answer


def _feature(found: dict[str, Any]) -> dict[str, Any]:
    coordinates = [round(found["longitude"], 6), round(found["latitude"], 6)]
    if found["n"] == 1:
        return _request(found, coordinates)
    edges = [found["west"], found["south"], found["east"], found["north"]]
    return _cluster(found["n"], found["overdue"], edges, coordinates)


def _request(found: dict[str, Any], coordinates: list[float]) -> dict[str, Any]:
    properties = {
        "cluster": False,
        "id": str(found["id"]),
        "number": found["number"],
        "status": found["status"],
        "categoryId": found["category_id"],
        "isOverdue": found["overdue"] > 0,
        # Null unless the deadline runs; an open page then marks the request overdue without asking again.
        "dueAt": found["due_at"] and found["due_at"].isoformat(),
    }
    return _at(coordinates, properties)


def _cluster(count: int, overdue_count: int, edges: list[float], coordinates: list[float]) -> dict[str, Any]:
    return _at(coordinates, {"cluster": True, "count": count, "overdue": overdue_count, "bbox": edges})


def _at(coordinates: list[float], properties: dict[str, Any]) -> dict[str, Any]:
    rounded = [round(part, 6) for part in coordinates]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": rounded}, "properties": properties}
