"""The query of problem zones."""

import strawberry

from app.domain.zones import ZoneOrder, ZonePeriod
from app.queries import problem_zones as read
from schema.context import Info
from schema.cost import Cost
from schema.queries.figures import known_city
from schema.types.zones import ProblemZones


@strawberry.type
class ZoneQuery:
    """Queries of a city's zones."""

    @strawberry.field(
        directives=[Cost(points=1000)],
        description="The zones of the city with far more requests, or missed deadlines, than the city's own figures let"
        " expect there; of one category, or of all. Zones with few requests are not compared.",
    )
    async def problem_zones(  # noqa: PLR0917 - arguments of the API have names
        self,
        info: Info,
        city_id: strawberry.ID,
        category_id: strawberry.ID | None = None,
        period: ZonePeriod = ZonePeriod.THIRTEEN_WEEKS,
        order_by: ZoneOrder = ZoneOrder.REQUESTS,
        first: int = 20,
    ) -> ProblemZones:
        await known_city(info, city_id)
        found = await read.problem_zones(
            city_id, info.context.now, category_id=category_id, period=period, order=order_by, first=first
        )
        return ProblemZones.of(found, city_id)
