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
from app.storage.opening import photo_origin
from app.web.bodies import BodyGuard
from app.web.event_stream import EventStreams
from app.web.graphql import HttpView, socket_endpoint
from app.web.health import health_routes
from app.web.page import Page
from app.web.photos import photo_routes
from app.web.proxies import TrustedProxies
from app.web.security import SecurityHeaders
from app.web.verdict import verdict_routes


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
    view = BodyGuard(HttpView(house, streams), seconds=settings.upload_seconds)
    stream_view = BodyGuard(streams, seconds=settings.upload_seconds)
    sockets = socket_endpoint(house, limits or SocketLimits(), "/graphql")
    if settings.trusted_proxies:
        sockets = TrustedProxies(sockets, networks=settings.trusted_proxies)
    return Application(
        sockets,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxies, networks=settings.trusted_proxies),
            Middleware(SecurityHeaders, tile_url=settings.tile_url, photo_origin=photo_origin(settings)),
        ],
        routes=[
            Route("/graphql", view, methods=["GET", "POST"]),
            Route("/graphql/stream", stream_view, methods=["GET", "POST"]),
            *health_routes(house),
            *photo_routes(house),
            *verdict_routes(house),
            Mount("/", Page(page, settings.tile_url)),
        ],
    )
