"""Points, cities, districts and categories."""

from typing import Any

import strawberry

from app import models
from app.domain.accounts.roles import Locale, by_locale
from app.domain.places.colours import on_dark_ground
from app.domain.places.geo import Box
from app.queries.cities.districts import CityDistrict
from schema.attributes import attribute
from schema.context import Info
from schema.cost import Cost


@strawberry.type(description="A point on the Earth, in degrees (WGS 84).")
class GeoPoint:
    latitude: float
    longitude: float


@strawberry.input(description="A point on the Earth, in degrees (WGS 84).")
class GeoPointInput:
    latitude: float
    longitude: float


@strawberry.input(description="A rectangle on the map, in degrees.")
class BoundingBoxInput:
    west: float
    south: float
    east: float
    north: float

    def to_box(self) -> Box:
        """Return the box of the domain."""
        return Box(self.west, self.south, self.east, self.north)


@strawberry.type(description="A district of a city; its id is a slug that begins with the city.")
class District:
    id: strawberry.ID
    names: strawberry.Private[dict[Locale, str]]

    @strawberry.field(description="The name in a language.")
    def name(self, locale: Locale = Locale.KK) -> str:
        return self.names[locale]

    @staticmethod
    def of(district: CityDistrict) -> "District":
        """Return the district of a row."""
        return District(id=strawberry.ID(district.id), names=by_locale(dict(district.names)))

    @staticmethod
    def of_known(district: CityDistrict | None) -> "District | None":
        """Return the district of a row, if there is one."""
        return None if district is None else District.of(district)


def _bounds(self: Any) -> list[float]:
    return [self.row.west, self.row.south, self.row.east, self.row.north]


def _has_places(self: Any) -> bool:
    return self.row.places_put_at is not None


@strawberry.type(description="A city that uses the product; its id is a slug such as `almaty`.")
class City:
    row: strawberry.Private[models.City]
    id: strawberry.ID = strawberry.field(resolver=attribute("row.id"))
    center: GeoPoint = strawberry.field(resolver=attribute("row"))  # which has both attributes of a point
    timezone: str = strawberry.field(
        resolver=attribute("row.timezone"), description="IANA zone; deadlines of the city count by its clock."
    )
    bounds: list[float] = strawberry.field(
        resolver=_bounds, description="West, south, east, north: points outside are refused."
    )
    has_places: bool = strawberry.field(
        resolver=_has_places,
        description="Whether `places` and `placeNear` know places of the city; false after they were removed.",
    )
    color: str | None = strawberry.field(
        resolver=attribute("row.color"),
        description="Of its buttons and links on light ground, such as `#0e3f45`; null for the product's own.",
    )

    @strawberry.field(description="The same colour, light enough for dark ground.")
    def color_on_dark(self) -> str | None:
        return on_dark_ground(self.row.color) if self.row.color else None

    @strawberry.field(description="The name in a language.")
    def name(self, locale: Locale = Locale.KK) -> str:
        return by_locale(self.row.name)[locale]

    @strawberry.field(description="Whether `geocodedPlaces` and `geocodedPlaceAt` have a geocoder to ask.")
    def has_geocoder(self, info: Info) -> bool:
        return info.context.command_context.geocoder is not None

    @strawberry.field(
        directives=[Cost(items=10)], description="Its districts, by English name; none where it has no outlines."
    )
    async def districts(self, info: Info) -> list[District]:
        return [District.of(district) for district in await info.context.catalog.districts_of(self.row.id)]

    @staticmethod
    def of(city: models.City) -> "City":
        """Return the city of a row."""
        return City(row=city)


@strawberry.type(description="A kind of problem; its id is a slug such as `pothole`.")
class Category:
    row: strawberry.Private[models.Category]
    id: strawberry.ID = strawberry.field(resolver=attribute("row.id"))
    icon: str = strawberry.field(resolver=attribute("row.icon"), description="The name of its icon.")
    nearby_radius_metres: float = strawberry.field(
        resolver=attribute("row.nearby_radius_metres"),
        description="How far apart two reports of the same problem may be.",
    )
    needs_description: bool = strawberry.field(
        resolver=attribute("row.needs_description"),
        description="Whether a report needs a description also where it has a photo.",
    )

    @strawberry.field(description="The name in a language.")
    def name(self, locale: Locale = Locale.KK) -> str:
        return by_locale(self.row.name)[locale]

    @staticmethod
    def of(category: models.Category) -> "Category":
        """Return the category of a row."""
        return Category(row=category)
