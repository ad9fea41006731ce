"""Cities, districts and categories."""

import strawberry

from schema.context import Info
from schema.cost import Cost
from schema.queries.figures import known_city
from schema.types.places import Category, City, District, GeoPointInput


@strawberry.type
class CatalogQuery:
    """Queries of cities, districts and categories."""

    @strawberry.field(directives=[Cost(items=20)], description="All cities.")
    async def cities(self, info: Info) -> list[City]:
        return [City.of(city) for city in (await info.context.catalog.cities()).values()]

    @strawberry.field(
        directives=[Cost(points=20)],
        description="The district that a point of the city lies in, or the nearest one within 30 metres.",
    )
    async def district(self, info: Info, city_id: strawberry.ID, at: GeoPointInput) -> District | None:
        await known_city(info, city_id)
        found = await info.context.catalog.district_at(city_id, at.latitude, at.longitude)
        district = None if found is None else await info.context.catalog.district(found)
        return None if district is None else District.of(district)

    @strawberry.field(directives=[Cost(items=20)], description="All categories, in the order to show them.")
    async def categories(self, info: Info) -> list[Category]:
        return [Category.of(category) for category in (await info.context.catalog.categories()).values()]
