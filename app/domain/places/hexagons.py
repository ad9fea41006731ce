"""Hexagons of equal size that cover the Earth (H3); each has a number that names it."""

from functools import lru_cache
from math import ceil

import h3.api.basic_int as h3

from app.domain.places.geo import Box, distance_metres

RESOLUTION = 8
"""About 0.7 square kilometres, 900 metres across: some blocks of a city. The next finer ones are a seventh of that, and
hold too few requests of a month to be compared."""

LONGEST_RADIUS_METRES = 680.0
"""From the middle of a hexagon to a corner, where hexagons are largest."""
LEAST_RING_METRES = 550.0
"""How much farther one more ring of neighbours reaches in every direction, where hexagons are smallest."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def hexagon_at(latitude: float, longitude: float) -> int:
    """Return the hexagon of a place; it fits into 63 bits."""
    return int(h3.latlng_to_cell(latitude, longitude, RESOLUTION))


def hexagons_around(latitude: float, longitude: float, radius_metres: float) -> list[int]:
    """Return hexagons that together hold every point within the radius, and few others."""
    rings = ceil(radius_metres / LEAST_RING_METRES) + 1
    middle = h3.latlng_to_cell(latitude, longitude, RESOLUTION)
    reach = radius_metres + LONGEST_RADIUS_METRES
    return sorted(
        int(cell)
        for cell in h3.grid_disk(middle, rings)
        if distance_metres(latitude, longitude, *h3.cell_to_latlng(cell)) <= reach
    )


def hexagon_id(hexagon: int) -> str:
    """Return the name of a hexagon, as other programs write it."""
    return str(h3.int_to_str(hexagon))


def hexagon_named(name: str) -> int | None:
    """Return the hexagon with this name; None where there is none of our size."""
    try:
        hexagon = int(h3.str_to_int(name))
        known = h3.is_valid_cell(hexagon) and h3.get_resolution(hexagon) == RESOLUTION
    except (ValueError, OverflowError):
        return None
    return hexagon if known else None


def centre_of(hexagon: int) -> Point:
    """Return the middle of a hexagon."""
    latitude, longitude = h3.cell_to_latlng(hexagon)
    return latitude, longitude


@lru_cache(maxsize=4096)
def corners_of(hexagon: int) -> tuple[Point, ...]:
    """Return the corners against the clock; six, or five at a dozen places in the oceans."""
    return tuple((latitude, longitude) for latitude, longitude in h3.cell_to_boundary(hexagon))


def box_of(hexagon: int) -> Box:
    """Return the rectangle around a hexagon."""
    latitudes, longitudes = zip(*corners_of(hexagon), strict=True)
    return Box(west=min(longitudes), south=min(latitudes), east=max(longitudes), north=max(latitudes))
