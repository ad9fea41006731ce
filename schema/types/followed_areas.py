"""Areas that an account follows."""

from collections.abc import Iterable

import strawberry

from app.domain.notifications import followed_area as domain
from schema.context import Info
from schema.cost import Cost
from schema.types.places import Category, City, District, GeoPoint, GeoPointInput


@strawberry.type(description="A circle on the map.")
class Circle:
    centre: GeoPoint
    radius_metres: int

    @staticmethod
    def of(circle: domain.Circle) -> "Circle":
        """Return the circle of the domain."""
        centre = GeoPoint(latitude=circle.latitude, longitude=circle.longitude)
        return Circle(centre=centre, radius_metres=circle.radius_metres)


@strawberry.input(description="A circle on the map.")
class CircleInput:
    centre: GeoPointInput = strawberry.field(description="In the city.")
    radius_metres: int = strawberry.field(description=f"{domain.LEAST_RADIUS_METRES} to {domain.MOST_RADIUS_METRES}.")

    def to_circle(self) -> domain.Circle:
        """Return the circle of the domain."""
        centre = self.centre
        return domain.Circle(latitude=centre.latitude, longitude=centre.longitude, radius_metres=self.radius_metres)


@strawberry.input(description="An area to follow: either a circle or a district of the city.")
class FollowAreaInput:
    city_id: strawberry.ID
    circle: CircleInput | None = None
    district_id: strawberry.ID | None = None
    category_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The categories that count; none means all."
    )


@strawberry.type(
    description="An area that the viewer follows: a notification says when a request is submitted there, and when one"
    " is done."
)
class FollowedArea:
    id: strawberry.ID
    area: strawberry.Private[domain.FollowedArea]
    circle: Circle | None = strawberry.field(description="Null for a district.")

    @strawberry.field(description="The city of the area.")
    async def city(self, info: Info) -> City:
        return City.of((await info.context.catalog.cities())[self.area.city_id])

    @strawberry.field(
        description="Null for a circle. A district that the city has no more has no new requests any more."
    )
    async def district(self, info: Info) -> District | None:
        if self.area.district_id is None:
            return None
        district = await info.context.catalog.district(self.area.district_id)
        return None if district is None else District.of(district)

    @strawberry.field(directives=[Cost(items=3)], description="The categories that count; none means all.")
    async def categories(self, info: Info) -> list[Category]:
        known = await info.context.catalog.categories()
        return [Category.of(known[category]) for category in self.area.category_ids if category in known]

    @staticmethod
    def of(area: domain.FollowedArea) -> "FollowedArea":
        """Return the area of the domain."""
        circle = None if area.circle is None else Circle.of(area.circle)
        return FollowedArea(id=strawberry.ID(str(area.id)), area=area, circle=circle)


def areas_of(areas: Iterable[domain.FollowedArea]) -> list[FollowedArea]:
    """Return the areas of the domain."""
    return [FollowedArea.of(area) for area in areas]
