"""Which zones are those of a district."""

from collections.abc import Sequence

from app.domain.places.hexagons import Point
from app.queries.cities.catalog import Catalog
from app.queries.map.problem_zones import Within


def zones_of_district(catalog: Catalog, city_id: str, district_id: str | None) -> Within | None:
    """Return what says whether the middle of a zone lies in the district; None for all of the city."""
    if district_id is None:
        return None

    async def within(points: Sequence[Point]) -> list[bool]:
        outlines = await catalog.district_map(city_id)
        found = [] if outlines is None else outlines.at_each(points)
        return [one == district_id for one in found] or [False] * len(points)

    return within
