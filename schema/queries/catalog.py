"""Cities and categories."""

import strawberry

from schema.context import Info
from schema.cost import Cost
from schema.types.places import Category, City


@strawberry.type
class CatalogQuery:
    """Queries of cities and categories."""

    @strawberry.field(directives=[Cost(items=20)], description="All cities.")
    async def cities(self, info: Info) -> list[City]:
        return [City.of(city) for city in (await info.context.catalog.cities()).values()]

    @strawberry.field(directives=[Cost(items=20)], description="All categories, in the order to show them.")
    async def categories(self, info: Info) -> list[Category]:
        return [Category.of(category) for category in (await info.context.catalog.categories()).values()]
