"""The map as GeoJSON: clusters of requests, and single requests."""

from dataclasses import astuple
from datetime import datetime
from math import isfinite
from typing import Any

from app.domain.geo import TILE_BITS, Box
from app.domain.lifecycle import DEADLINE_RUNS
from app.errors import InvalidInput
from app.models.database import rows
from app.models.status_sql import overdue, status_in
from app.queries.filter import Filter
from app.queries.text_search import searched

CELLS_PER_TILE_BITS = 2
"""A map tile of 256 pixels is cut into 4 x 4 cells: a cluster every 64 pixels at most."""
POINTS_FROM_ZOOM = 17
MOST_FEATURES = 2000


async def service_request_map(box: Box, zoom: int, filter_: Filter, now: datetime) -> dict[str, Any]:
    """Return a FeatureCollection of the requests in the box; a cell with one request is that request.

    Raises:
        InvalidInput: bbox or zoom makes no sense.
    """
    if not (box.west < box.east and box.south < box.north and all(map(isfinite, astuple(box)))):
        raise InvalidInput("bbox", "bbox: expected west < east and south < north")
    if not 0 <= zoom <= 22:
        raise InvalidInput("zoom", f"zoom: expected 0 to 22, got {zoom}")
    shift = 0 if zoom >= POINTS_FROM_ZOOM else TILE_BITS - zoom - CELLS_PER_TILE_BITS
    narrowed = (await searched(filter_, now)).where
    narrowed.add("latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}", box.south, box.north, box.west, box.east)
    is_overdue = overdue(narrowed.value(now))
    # A cell with one request is completed afterwards, by the place of its row: sorting the requests of every cell to
    # find its newest one took three quarters of the time.
    sql = f"""
        SELECT cell.*, request.id, request.number, request.status, request.category_id FROM (
        SELECT count(*) AS n, avg(longitude) AS longitude, avg(latitude) AS latitude,
               min(longitude) AS west, min(latitude) AS south, max(longitude) AS east, max(latitude) AS north,
               min(tile_x >> {shift}) AS cell_x, min(tile_y >> {shift}) AS cell_y,
               count(*) FILTER (WHERE {is_overdue}) AS overdue,
               max(due_at) FILTER (WHERE {status_in(DEADLINE_RUNS)}) AS due_at, min(ctid) AS place
        FROM {narrowed.source} WHERE {narrowed.sql}
        GROUP BY ((tile_x >> {shift})::bigint << 32) | (tile_y >> {shift}) ORDER BY n DESC LIMIT {MOST_FEATURES}
        ) AS cell LEFT JOIN service_request request ON cell.n = 1 AND request.ctid = cell.place
        ORDER BY n DESC, cell_x, cell_y
    """  # noqa: S608 - built from constants
    found = await rows(sql, *narrowed.values)
    return {"type": "FeatureCollection", "features": [_feature(item) for item in found]}


def _feature(found: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any]
    if found["n"] == 1:
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
    else:
        properties = {
            "cluster": True,
            "count": found["n"],
            "overdue": found["overdue"],
            "bbox": [found["west"], found["south"], found["east"], found["north"]],
        }
    geometry = {"type": "Point", "coordinates": [round(found["longitude"], 6), round(found["latitude"], 6)]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
