"""The query of organisations."""

import strawberry

from app.queries.accounts.organisations import organisations_of_city
from schema.cost import Cost
from schema.types.organisation import Organisation


@strawberry.type
class OrganisationQuery:
    """The query of organisations."""

    @strawberry.field(
        directives=[Cost(points=200, items=200)],
        description="Organisations of the city with an approved executor, by name; at most 2,000.",
    )
    async def organisations(self, city_id: strawberry.ID) -> list[Organisation]:
        return [Organisation.of(found) for found in await organisations_of_city(city_id)]
