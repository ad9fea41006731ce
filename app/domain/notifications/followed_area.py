"""Areas that accounts follow: a circle or a district of a city, and the categories that count there."""

from dataclasses import dataclass
from math import isfinite
from typing import Self
from uuid import UUID

from app.domain.places.geo import Box
from app.domain.places.hexagons import hexagons_around
from app.errors import InvalidInput

LEAST_RADIUS_METRES, MOST_RADIUS_METRES = 100, 3_000
MOST_AREAS = 10
"""How many areas one account may follow."""
MOST_RECIPIENTS = 500
"""How many followers of areas receive one event: each is stored with it and published to every process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A circle on the map, in degrees and metres."""

    latitude: float
    longitude: float
    radius_metres: int

    def checked(self, field: str, city: Box) -> Self:
        """Return it when its centre is in the city and its size allowed.

        Raises:
            InvalidInput: names ``field.centre`` or ``field.radiusMetres``.
        """
        point = (self.latitude, self.longitude)
        if not (all(map(isfinite, point)) and city.contains(*point)):
            raise InvalidInput(
                f"{field}.centre",
                f"{field}.centre: expected a point in the city ({city.south}..{city.north}, {city.west}..{city.east}),"
                f" got {self.latitude}, {self.longitude}",
            )
        if not LEAST_RADIUS_METRES <= self.radius_metres <= MOST_RADIUS_METRES:
            raise InvalidInput(
                f"{field}.radiusMetres",
                f"{field}.radiusMetres: expected {LEAST_RADIUS_METRES} to {MOST_RADIUS_METRES},"
                f" got {self.radius_metres}",
            )
        return self

    @property
    def hexagons(self) -> list[int]:
        """Hexagons that together hold every point of the circle: by these it is found."""
        return hexagons_around(self.latitude, self.longitude, self.radius_metres)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedArea:
    """An area that an account follows: either a circle or a district."""

    id: UUID
    city_id: str
    circle: Circle | None
    district_id: str | None
    category_ids: tuple[str, ...]
    """The categories that count, sorted; none means all."""
