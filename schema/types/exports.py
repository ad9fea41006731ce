"""Files with personal data that officers have taken."""

from datetime import datetime

import orjson
import strawberry

from app.queries.exports.records import TakenExport
from schema.types.connections import Edge, PageInfo


@strawberry.type(description="One file of requests with the data of their authors.")
class ExportRecord:
    id: strawberry.ID
    officer_name: str | None = strawberry.field(description="Who took it; null for the operator of the installation.")
    format: str = strawberry.field(description="`csv`, `xlsx` or `geojson`.")
    filter: str = strawberry.field(description="The `ServiceRequestFilter` of the file, as JSON.")
    begun_at: datetime
    ended_at: datetime | None = strawberry.field(description="Null while it is written, or where that broke off.")
    requests: int | None = strawberry.field(description="How many requests have left at most.")
    complete: bool = strawberry.field(description="Whether the whole file was sent.")

    @staticmethod
    def of(taken: TakenExport) -> "ExportRecord":
        """Return the record of ``app.queries``."""
        return ExportRecord(
            id=strawberry.ID(str(taken.id)),
            officer_name=taken.officer_name,
            format=taken.format,
            filter=orjson.dumps(dict(taken.conditions)).decode(),
            begun_at=taken.begun_at,
            ended_at=taken.ended_at,
            requests=taken.requests,
            complete=taken.complete,
        )


@strawberry.type(description="A page of files with personal data.")
class ExportConnection:
    edges: list[Edge[ExportRecord]]
    page_info: PageInfo
