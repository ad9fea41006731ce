"""A page of cards by Strawberry and Tortoise as their guides show them: models, resolvers, a data loader."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import strawberry
import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from app.models import PhotoRow, ServiceRequestRow
from app.models.database import database
from app.server.serve import listening_socket


@strawberry.type
class Category:
    id: strawberry.ID
    icon: str


@strawberry.type
class Photo:
    id: strawberry.ID


@strawberry.type
class ServiceRequest:
    row: strawberry.Private[ServiceRequestRow]
    id: strawberry.ID
    number: str
    status: str
    address: str
    due_at: datetime | None

    @strawberry.field
    def category(self) -> Category:
        return Category(id=strawberry.ID(self.row.category.id), icon=self.row.category.icon)

    @strawberry.field
    async def photos(self, info: Info[dict[str, Any], None]) -> list[Photo]:
        found = await info.context["photos"].load(self.row.id)
        return [Photo(id=strawberry.ID(str(photo.id))) for photo in found]


async def photos_of(keys: list[Any]) -> list[list[PhotoRow]]:
    by_request: dict[Any, list[PhotoRow]] = {key: [] for key in keys}
    found = PhotoRow.filter(request_id__in=keys, hidden_at=None, retracted_at=None)
    for photo in await found.order_by("version", "position"):
        by_request[photo.request_id].append(photo)
    return [by_request[key] for key in keys]


@strawberry.type
class Query:
    @strawberry.field
    async def service_requests(self, city_id: strawberry.ID, first: int) -> list[ServiceRequest]:
        wanted = ServiceRequestRow.filter(city_id=city_id).order_by("-created_at", "-id").limit(first)
        return [
            ServiceRequest(
                row=row,
                id=strawberry.ID(str(row.id)),
                number=row.number,
                status=row.status.value,
                address=row.address,
                due_at=row.due_at,
            )
            for row in await wanted.prefetch_related("category")
        ]


class Application(GraphQL[dict[str, Any], None]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"photos": DataLoader(load_fn=photos_of)}


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with database(os.environ["DATABASE_URL"]):
        yield


async def main() -> None:
    application = Starlette(lifespan=lifespan, routes=[Route("/graphql", Application(strawberry.Schema(query=Query)))])
    listener = listening_socket("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.accesslog = config.errorlog = None
    await serve(application, config)  # type: ignore[arg-type] # Starlette is an ASGI application


if __name__ == "__main__":
    uvloop.run(main())
