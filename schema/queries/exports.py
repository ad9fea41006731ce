"""The query of files with personal data."""

import strawberry

from app.auth.permissions import require
from app.queries.exports.records import exports_of_city
from schema.context import Info
from schema.cost import Cost
from schema.types.connections import edges_of, page_info
from schema.types.exports import ExportConnection, ExportRecord


@strawberry.type
class ExportQuery:
    """Queries of exports."""

    @strawberry.field(
        directives=[Cost(points=50)],
        description="The files with personal data that were taken of the city, newest first. For its Akimat.",
    )
    async def exports(
        self, info: Info, city_id: strawberry.ID, first: int = 20, after: str | None = None
    ) -> ExportConnection:
        require(info.context.viewer, "exports", city_id=city_id)
        page = await exports_of_city(city_id, first=first, after=after)
        return ExportConnection(edges=edges_of(page, ExportRecord.of), page_info=page_info(page))
