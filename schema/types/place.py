"""Places by name."""

import strawberry

from app.domain.accounts.roles import Locale
from app.domain.places import place as domain
from schema.types.places import GeoPoint

PlaceKind = strawberry.enum(domain.PlaceKind, description="What a place is.")


@strawberry.type(description="A street, crossing, house or landmark of a city.")
class Place:
    kind: domain.PlaceKind
    at: GeoPoint = strawberry.field(description="Where it is; of a street, a point in its middle.")
    place: strawberry.Private[domain.Place]

    @strawberry.field(
        description="What stands in the address of a request, in a language, or in another"
        " one where the name in this one is not known."
    )
    def address(self, locale: Locale = Locale.KK) -> str:
        return self.place.address(locale.lower())

    @staticmethod
    def of(place: domain.Place) -> "Place":
        """Return the place of the domain."""
        return Place(kind=place.kind, at=GeoPoint(latitude=place.latitude, longitude=place.longitude), place=place)


@strawberry.type(description="The place that says where a point is.")
class PlaceNearby:
    place: Place
    distance_metres: float

    @staticmethod
    def of(nearby: domain.PlaceNearby) -> "PlaceNearby":
        """Return what the domain has found."""
        return PlaceNearby(place=Place.of(nearby.place), distance_metres=nearby.metres)
