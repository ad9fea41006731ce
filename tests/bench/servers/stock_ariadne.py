"""Ariadne over the product's own schema file. Argument: the same names of servers as for Strawberry."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from ariadne import SubscriptionType, make_executable_schema
from ariadne.asgi import GraphQL
from ariadne.asgi.handlers import GraphQLTransportWSHandler
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from tests.bench.servers.feed import follow
from tests.bench.servers.queues import Queues
from tests.bench.servers.stock_strawberry import serve_asgi

queues = Queues()
subscription = SubscriptionType()


@subscription.source("cityFeed")
async def city_feed(_, info, cityId, **arguments):  # noqa: N803 - the name of the schema
    async for value in queues.listen(f"city:{cityId}"):
        yield value


@subscription.source("serviceRequestChanged")
async def service_request_changed(_, info, id, **arguments):  # noqa: A002 - the name of the schema
    async for value in queues.listen(f"request:{id}"):
        yield value


@subscription.field("cityFeed")
@subscription.field("serviceRequestChanged")
def the_event(value, info, **arguments):
    return value


schema = make_executable_schema(Path(os.environ["SCHEMA"]).read_text(), subscription)


async def main(server: str) -> None:
    @asynccontextmanager
    async def lifespan(_):
        task = asyncio.create_task(follow(queues.publish))
        yield
        task.cancel()

    handler = GraphQLTransportWSHandler()
    app = Starlette(lifespan=lifespan, routes=[WebSocketRoute("/graphql", GraphQL(schema, websocket_handler=handler))])
    await serve_asgi(app, server)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
