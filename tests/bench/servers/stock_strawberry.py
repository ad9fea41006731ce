"""Strawberry as its guide shows it: an asynchronous generator over a queue for each socket.

Argument: ``uvicorn`` (its defaults, so deflate as the client offers it), ``uvicorn-plain`` (deflate switched off),
``hypercorn`` (which cannot switch it off).
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum
from typing import NewType

import strawberry
import uvicorn
import uvloop
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

from tests.bench.servers.feed import follow, listening
from tests.bench.servers.queues import Queues

queues = Queues()
Cursor = NewType("Cursor", str)
DateTime = NewType("DateTime", str)


@strawberry.type
class Named:
    id: strawberry.ID
    name: str = ""


@strawberry.type
class GeoPoint:
    latitude: float
    longitude: float


@strawberry.type
class Rectangle:
    left: float
    top: float
    width: float
    height: float


@strawberry.enum
class PhotoSize(Enum):
    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"


@strawberry.type
class Photo:
    id: strawberry.ID
    rectangles: list[Rectangle] | None
    kind: str
    width: int
    height: int
    created_at: DateTime
    taken_at: DateTime | None
    marks: list[str]
    distance_metres: float | None
    hidden: bool
    blurred: bool

    @strawberry.field
    def url(self, size: PhotoSize = PhotoSize.LARGE) -> str:
        return f"/photos/{self.id}/{size.value}"


@strawberry.type
class ServiceRequest:
    id: strawberry.ID
    number: str
    status: str
    is_overdue: bool
    version: int
    city: Named
    category: Named
    district: Named | None
    address: str
    description: str
    location: GeoPoint
    created_at: DateTime
    updated_at: DateTime
    due_at: DateTime | None
    started_at: DateTime | None
    done_at: DateTime | None
    confirmed_at: DateTime | None
    closed_at: DateTime | None
    closed_by: str | None
    author: Named | None
    executor: Named | None
    rating: int | None
    merged_into: strawberry.ID | None
    report_source: str | None
    follower_count: int
    photos: list[Photo]


@strawberry.type
class ServiceRequestEvent:
    cursor: Cursor
    kind: str
    at: DateTime
    actor_role: str | None
    note: str | None
    reason: str | None
    service_request: ServiceRequest


def event_of(value: dict) -> ServiceRequestEvent:
    request = value["serviceRequest"]
    return ServiceRequestEvent(
        cursor=value["cursor"],
        kind=value["kind"],
        at=value["at"],
        actor_role=value["actorRole"],
        note=value["note"],
        reason=value["reason"],
        service_request=ServiceRequest(
            id=request["id"],
            number=request["number"],
            status=request["status"],
            is_overdue=request["isOverdue"],
            version=request["version"],
            city=Named(**request["city"]),
            category=Named(**request["category"]),
            district=None,
            address=request["address"],
            description=request["description"],
            location=GeoPoint(**request["location"]),
            created_at=request["createdAt"],
            updated_at=request["updatedAt"],
            due_at=request["dueAt"],
            started_at=request["startedAt"],
            done_at=request["doneAt"],
            confirmed_at=request["confirmedAt"],
            closed_at=request["closedAt"],
            closed_by=request["closedBy"],
            author=None,
            executor=None,
            rating=request["rating"],
            merged_into=request["mergedInto"],
            report_source=request["reportSource"],
            follower_count=request["followerCount"],
            photos=[],
        ),
    )


@strawberry.type
class Query:
    ok: bool = True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def city_feed(
        self, city_id: strawberry.ID, after: Cursor | None = None
    ) -> AsyncGenerator[ServiceRequestEvent, None]:
        async for value in queues.listen(f"city:{city_id}"):
            yield event_of(value)

    @strawberry.subscription
    async def service_request_changed(
        self,
        id: strawberry.ID,  # noqa: A002 - the contract's word
        after: Cursor | None = None,
    ) -> AsyncGenerator[ServiceRequestEvent, None]:
        async for value in queues.listen(f"request:{id}"):
            yield event_of(value)


schema = strawberry.Schema(
    query=Query,
    subscription=Subscription,
    config=StrawberryConfig(
        scalar_map={Cursor: strawberry.scalar(name="Cursor"), DateTime: strawberry.scalar(name="DateTime")}
    ),
)


async def main(server: str) -> None:
    @asynccontextmanager
    async def lifespan(_):
        task = asyncio.create_task(follow(queues.publish))
        yield
        task.cancel()

    app = Starlette(lifespan=lifespan, routes=[WebSocketRoute("/graphql", GraphQL(schema))])
    await serve_asgi(app, server)


async def serve_asgi(app, server: str) -> None:
    """Serve on a free port until cancelled."""
    listener = listening()
    if server == "hypercorn":
        config = Config()
        config.bind = [f"fd://{listener.fileno()}"]
        config.backlog = 2048
        config.accesslog = config.errorlog = None
        await hypercorn_serve(app, config)
    else:
        deflate = {} if server == "uvicorn" else {"ws_per_message_deflate": False}
        config = uvicorn.Config(app, log_level="critical", backlog=2048, loop="none", **deflate)
        await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
