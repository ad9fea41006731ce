"""Queries of service requests: one, lists, those near a point, the map."""

import asyncio

import orjson
import strawberry

from app.auth.permissions import require
from app.domain.log.events import Cursor as LogCursor
from app.events.log import log_head
from app.queries.accounts.callers import requests_of_caller
from app.queries.accounts.executor_names import with_named_executors
from app.queries.map import city_map
from app.queries.requests import lists
from app.queries.requests import service_requests as read
from app.queries.requests.filter import Filter
from app.queries.requests.order import Order
from app.queries.requests.totals import Total, total
from schema.context import Info
from schema.cost import Cost
from schema.ids import uuid_of
from schema.scalars import Cursor, GeoJSON
from schema.types.connections import Edge, PageInfo, edges_of, page_info
from schema.types.filter import ServiceRequestFilter, filter_of
from schema.types.places import BoundingBoxInput, GeoPointInput
from schema.types.service_request import NearbyServiceRequest, ServiceRequest


@strawberry.type(description="A page of service requests.")
class ServiceRequestConnection:
    narrowed: strawberry.Private[Filter]
    edges: list[Edge[ServiceRequest]]
    page_info: PageInfo
    counting: strawberry.Private["asyncio.Task[Total] | None"] = None

    @strawberry.field(
        directives=[Cost(points=300)],
        description="How many pass the filter in all, or at least, if `isPart` or `totalCountIsCapped`. Counted only"
        " when asked for.",
    )
    async def total_count(self, info: Info) -> int:
        return (await self._total(info)).count

    @strawberry.field(
        directives=[Cost(points=200)],
        description="Whether more requests pass the filter than the 10,000 that `totalCount` says. A filter by city,"
        " statuses and `overdue`, with either categories or an executor, is counted to the end.",
    )
    async def total_count_is_capped(self, info: Info) -> bool:
        return (await self._total(info)).is_capped

    @strawberry.field(
        directives=[Cost(points=300)],
        description="With a `text`: whether older requests may be missing in `totalCount`, in the order BEST_MATCH and"
        " on the map, because the text is a common or a short one, or because the texts of older requests are still"
        " being prepared for search after an update.",
    )
    async def is_part(self, info: Info) -> bool:
        return self.narrowed.text is not None and (await self._total(info)).is_part

    @strawberry.field(
        description="Whether no request has the words of `text`, so that these are requests with similar words.",
    )
    def is_similar(self) -> bool:
        return self.narrowed.similar is not None

    @strawberry.field(
        directives=[Cost(points=20)],
        description="The request whose number the `text` is, with or without the letters of its city, whatever the rest"
        " of the filter; null when the text is no number.",
    )
    async def of_number(self) -> ServiceRequest | None:
        found = await lists.request_of_number(self.narrowed)
        return ServiceRequest.of(found) if found else None

    async def _total(self, info: Info) -> Total:
        # One count for both fields.
        if self.counting is None:
            self.counting = asyncio.create_task(total(self.narrowed, info.context.now))
        return await asyncio.shield(self.counting)


@strawberry.type
class ServiceRequestQuery:
    """Queries of service requests."""

    @strawberry.field(
        directives=[Cost(points=10)],
        description="Where the event log stands now. Read it before the state and subscribe with it as `after`:"
        " then no step between reading and subscribing is missed.",
    )
    async def cursor(self) -> Cursor:
        return Cursor(LogCursor(*await log_head()))

    @strawberry.field(directives=[Cost(points=10)], description="One request; null when there is none.")
    async def service_request(self, id: strawberry.ID) -> ServiceRequest | None:
        found = await read.service_request(uuid_of("id", id))
        return ServiceRequest.of(found) if found else None

    @strawberry.field(directives=[Cost(points=50)], description="A page of the requests that pass the filter.")
    async def service_requests(
        self,
        info: Info,
        filter: ServiceRequestFilter | None = None,
        order_by: Order = Order.NEWEST,
        first: int = 20,
        after: str | None = None,
    ) -> ServiceRequestConnection:
        narrowed = await with_named_executors(filter_of(filter, info.context.viewer), info.context.viewer)
        found = await lists.listed(narrowed, order_by, info.context.now, first=first, after=after)
        edges = edges_of(found.page, ServiceRequest.of)
        return ServiceRequestConnection(narrowed=found.filter, edges=edges, page_info=page_info(found.page))

    @strawberry.field(
        directives=[Cost(points=100, items=5)],
        description="The nearest requests of the category that are open or were closed lately, to find duplicates.",
    )
    async def nearby(
        self, info: Info, location: GeoPointInput, category_id: strawberry.ID, radius_metres: float | None = None
    ) -> list[NearbyServiceRequest]:
        near = await read.nearby(location.latitude, location.longitude, category_id, radius_metres, info.context.now)
        return [
            NearbyServiceRequest(distance_metres=metres, service_request=ServiceRequest.of(found))
            for metres, found in near
        ]

    @strawberry.field(
        directives=[Cost(points=50, items=10)],
        description="Requests that officers of the city typed in for this telephone number, newest first, at most 10."
        " For its Akimat.",
    )
    async def requests_of_caller(self, info: Info, city_id: strawberry.ID, phone: str) -> list[ServiceRequest]:
        require(info.context.viewer, "requestsOfCaller", city_id=city_id)
        return [ServiceRequest.of(found) for found in await requests_of_caller(city_id, phone)]

    @strawberry.field(
        directives=[Cost(points=1500)],
        description="A FeatureCollection. A cluster has properties {cluster: true, count, overdue, bbox};"
        " a request {cluster: false, id, number, status, categoryId, isOverdue, dueAt (null unless it runs)}."
        " Across the antimeridian, east is above 180. partial: true says that there are more requests than shown.",
    )
    async def map(
        self,
        info: Info,
        bbox: BoundingBoxInput,
        zoom: int,
        filter: ServiceRequestFilter | None = None,
    ) -> GeoJSON:
        narrowed = await with_named_executors(filter_of(filter, info.context.viewer), info.context.viewer)
        found = await city_map.service_request_map(bbox.to_box(), zoom, narrowed, info.context.now)
        # Text that is put into the answer as it is.
        return GeoJSON(orjson.Fragment(found))
