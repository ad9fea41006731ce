"""Which district of a city a point lies in."""

from collections.abc import Mapping, Sequence
from math import cos, isfinite, radians
from typing import Any

import orjson

from app.domain.places.geo import METRES_PER_DEGREE

NEAREST_WITHIN_METRES = 30.0
"""Outlines leave holes between districts, mostly narrower than a street: there the nearest district counts."""
Outline = Mapping[str, Any]
"""The ``Polygon`` or ``MultiPolygon`` of GeoJSON: positions of longitude and latitude in degrees."""


class DistrictMap:
    """The outlines of a city's districts, indexed.

    A point on the border of two districts belongs to the one whose id sorts first, so the answer is always the same.
    """

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        """``outlines`` are valid and given by the id of the district."""
        # Imported where districts exist: it costs 20 MB and 0.15 s, and most processes have none.
        import shapely  # noqa: PLC0415 - see above

        self._shapely = shapely
        self.ids = tuple(sorted(outlines))
        shapes = shapely.from_geojson([orjson.dumps(outlines[district]) for district in self.ids])
        _, south, _, north = shapely.total_bounds(shapes) if self.ids else (0.0, 0.0, 0.0, 0.0)
        # Degrees of longitude are made as long as those of latitude, so that distances are right in every direction.
        self._stretch = cos(radians((south + north) / 2))
        self._tree = shapely.STRtree(shapely.transform(shapes, self._stretched))

    def _stretched(self, degrees: Any) -> Any:
        return degrees * (self._stretch, 1.0)

    def at(self, latitude: float, longitude: float) -> str | None:
        """Return the district of a point, the nearest one within 30 m where none holds it, or None."""
        return self.at_each([(latitude, longitude)])[0]

    def at_each(self, points: Sequence[tuple[float, float]]) -> list[str | None]:
        """Return the districts of many points, given as latitude and longitude; about 0.04 ms each."""
        if not (self.ids and points):
            return [None] * len(points)
        placed = self._shapely.points([(longitude * self._stretch, latitude) for latitude, longitude in points])
        found: dict[int, int] = {}
        self._note(found, self._tree.query(placed, predicate="intersects"), range(len(points)))
        outside = [n for n, point in enumerate(points) if n not in found and all(map(isfinite, point))]
        if outside:
            near = self._tree.query_nearest(placed[outside], max_distance=NEAREST_WITHIN_METRES / METRES_PER_DEGREE)
            self._note(found, near, outside)
        return [self.ids[found[n]] if n in found else None for n in range(len(points))]

    @staticmethod
    def _note(found: dict[int, int], pairs: Any, numbers: Sequence[int]) -> None:
        for point, district in zip(*pairs.tolist(), strict=True):
            number = numbers[point]
            found[number] = min(found.get(number, district), district)
