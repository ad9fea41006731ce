"""The ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.bootstrap import House
from app.live.transport import SocketLimits
from app.settings import PAGE, Settings
from app.web.event_stream import EventStreams
from app.web.graphql import HttpView, socket_endpoint
from app.web.health import health_routes
from app.web.page import Page
from app.web.security import SecurityHeaders
from app.web.verdict import verdict_routes

LARGEST_QUERY_BYTES = 256 * 1024


class Application(Starlette):
    """Routes for HTTP; sockets pass them by. Their layers would lie under every open socket, 4 KB each."""

    def __init__(self, socket: ASGIApp, **http: Any) -> None:
        super().__init__(**http)
        self._socket = socket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a socket over, or route a request."""
        await (self._socket if scope["type"] == "websocket" else super().__call__)(scope, receive, send)


def make_app(
    settings: Settings,
    open_house: Callable[[], AbstractAsyncContextManager[House]],
    *,
    page: Path = PAGE,
    limits: SocketLimits | None = None,
) -> Application:
    """Return the application; it opens the house when the server starts it and closes it when the server stops."""
    opened: list[House] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_house() as house:
            opened.append(house)
            try:
                yield
            finally:
                opened.clear()

    def house() -> House:
        return opened[0]

    streams = EventStreams(house)
    return Application(
        socket_endpoint(house, limits or SocketLimits(), "/graphql"),
        lifespan=lifespan,
        middleware=[Middleware(SecurityHeaders, tile_url=settings.tile_url)],
        routes=[
            Route("/graphql", HttpView(house, streams), methods=["GET", "POST"], max_body_size=LARGEST_QUERY_BYTES),
            Route("/graphql/stream", streams, methods=["GET", "POST"], max_body_size=LARGEST_QUERY_BYTES),
            *health_routes(house),
            *verdict_routes(house),
            Mount("/", Page(page, settings.tile_url)),
        ],
    )
