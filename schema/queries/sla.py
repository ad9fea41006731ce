"""The query of deadline policies."""

import strawberry

from app.queries.cities.policies import policies_of
from schema.context import Info
from schema.cost import Cost
from schema.queries.figures import known_city
from schema.types.sla import SlaPolicy


@strawberry.type
class SlaQuery:
    """The query of deadline policies."""

    @strawberry.field(
        directives=[Cost(points=30, items=20)],
        description="The deadline policies of the city now, one for every category.",
    )
    async def sla_policies(self, info: Info, city_id: strawberry.ID) -> list[SlaPolicy]:
        await known_city(info, city_id)
        return [SlaPolicy.of(policy) for policy in await policies_of(city_id, info.context.now)]
