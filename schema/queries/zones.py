"""The query of problem zones."""

import strawberry

from app.domain.figures.zones import ZoneOrder, ZonePeriod
from app.errors import InvalidInput
from app.queries.map import problem_zones as read
from app.queries.map.zone_districts import zones_of_district
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
        " expect there; of one category, or of all, and only those whose middle lies in a district. Zones with few"
        " requests are not compared.",
    )
    async def problem_zones(  # noqa: PLR0917 - arguments of the API have names
        self,
        info: Info,
        city_id: strawberry.ID,
        category_id: strawberry.ID | None = None,
        period: ZonePeriod = ZonePeriod.THIRTEEN_WEEKS,
        order_by: ZoneOrder = ZoneOrder.REQUESTS,
        first: int = 20,
        district_id: strawberry.ID | None = None,
    ) -> ProblemZones:
        await known_zones(info, city_id, category_id, first, district_id)
        found = await read.problem_zones(
            city_id,
            info.context.now,
            info.context.command_context.zone_cache,
            category_id=category_id,
            period=period,
            order=order_by,
            first=first,
            within=zones_of_district(info.context.catalog, city_id, district_id),
        )
        return ProblemZones.of(found, city_id)


async def known_zones(info: Info, city_id: str, category_id: str | None, first: int, district_id: str | None) -> None:
    """Refuse what there are no zones of.

    Raises:
        InvalidInput: there is no such city, category or district, or so many zones are not listed.
    """
    await known_city(info, city_id)
    if category_id is not None and category_id not in await info.context.catalog.categories():
        raise InvalidInput("categoryId", f"categoryId: there is no category {category_id[:40]!r}")
    if district_id is not None and district_id not in {
        one.id for one in await info.context.catalog.districts_of(city_id)
    }:
        raise InvalidInput("districtId", f"districtId: there is no district {district_id[:40]!r} in the city")
    read.check_first(first)
