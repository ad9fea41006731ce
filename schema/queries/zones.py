"""The query of problem zones."""

import strawberry

from app.domain.figures.zones import ZoneOrder, ZonePeriod
from app.errors import InvalidInput
from app.queries.map import problem_zones as read
from schema.context import Info
from schema.cost import Cost
from schema.queries.figures import known_city
from schema.types.zones import ProblemZones


@strawberry.type
class ZoneQuery:
    """Queries of a city's zones."""

    @strawberry.field(
        directives=[Cost(points=200)],
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
        await known_zones(info, city_id, category_id, first)
        cache, now = info.context.command_context.zone_cache, info.context.now
        found = await read.problem_zones(
            city_id, now, cache, category_id=category_id, period=period, order=order_by, first=first
        )
        return ProblemZones.of(found, city_id)


async def known_zones(info: Info, city_id: str, category_id: str | None, first: int) -> None:
    """Refuse what there are no zones of.

    Raises:
        InvalidInput: there is no such city or category, or so many zones are not listed.
    """
    await known_city(info, city_id)
    if category_id is not None and category_id not in await info.context.catalog.categories():
        raise InvalidInput("categoryId", f"categoryId: there is no category {category_id[:40]!r}")
    read.check_first(first)
