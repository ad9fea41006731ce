"""Points on the Earth: distance, boxes, and the square map that tiles are cut from."""

from dataclasses import dataclass
from math import asin, atan, cos, degrees, log, pi, radians, sin, sinh, sqrt, tan

EARTH_RADIUS_METRES = 6_371_008.8
METRES_PER_DEGREE = radians(EARTH_RADIUS_METRES)
"""Of latitude, and of longitude on the equator."""
MAX_LATITUDE = 85.051128
TILE_BITS = 24
"""Tile numbers are kept at this zoom: about 2 metres at the equator."""
AREA_DECIMALS = 3
"""The precision of a public place from which no address can be derived: about 100 metres."""


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees; never across the date line."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def distance_metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine on a sphere, good to 0.5 %)."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    a = sin((other_phi - phi) / 2) ** 2 + cos(phi) * cos(other_phi) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(a)))


def box_around(latitude: float, longitude: float, radius_metres: float) -> Box:
    """Return a box that holds every point within the radius."""
    height = degrees(radius_metres / EARTH_RADIUS_METRES)
    width = height / max(0.01, cos(radians(latitude)))
    return Box(longitude - width, latitude - height, longitude + width, latitude + height)


def tile_of(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the column and row of the Web Mercator tile at zoom ``TILE_BITS`` that holds the point."""
    size = 1 << TILE_BITS
    phi = radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude)))
    x = (longitude + 180.0) / 360.0
    y = (1.0 - log(tan(phi) + 1.0 / cos(phi)) / pi) / 2.0
    return min(size - 1, max(0, int(x * size))), min(size - 1, max(0, int(y * size)))


def tile_box(zoom: int, x: int, y: int) -> Box:
    """Return the box of a tile; those of the first and the last line reach to the poles, as the map itself does not."""
    lines = 1 << zoom
    west, east = (360 * column / lines - 180 for column in (x, x + 1))
    south, north = (degrees(atan(sinh(pi * (1 - 2 * line / lines)))) for line in (y + 1, y))
    return Box(west, -90 if y == lines - 1 else south, east, 90 if y == 0 else north)
