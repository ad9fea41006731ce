"""The ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.application import Application
from app.live.transport import SocketLimits
from app.settings import PAGE, Settings
from app.storage.opening import photo_origin
from app.web.bodies import BodyGuard
from app.web.graphql import HttpView, socket_endpoint
from app.web.health import health_routes
from app.web.page import Page
from app.web.photos import photo_routes
from app.web.proxies import TrustedProxies
from app.web.security import SecurityHeaders
from app.web.sse import SseEndpoint
from app.web.verdict import verdict_routes


class WebApplication(Starlette):
    """Routes for HTTP; sockets pass them by. Their layers would lie under every open socket, 4 KB each."""

    def __init__(self, socket: ASGIApp, **http: Any) -> None:
        super().__init__(**http)
        self._socket = socket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a socket over, or route a request."""
        await (self._socket if scope["type"] == "websocket" else super().__call__)(scope, receive, send)


def make_app(
    settings: Settings,
    open_house: Callable[[], AbstractAsyncContextManager[Application]],
    *,
    page: Path = PAGE,
    limits: SocketLimits | None = None,
) -> WebApplication:
    """Return the application; it opens the house when the server starts it and closes it when the server stops."""
    opened: list[Application] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_house() as application:
            opened.append(application)
            try:
                yield
            finally:
                opened.clear()

    def application() -> Application:
        return opened[0]

    streams = SseEndpoint(application)
    view = BodyGuard(HttpView(application, streams), seconds=settings.upload_seconds)
    stream_view = BodyGuard(streams, seconds=settings.upload_seconds)
    sockets = socket_endpoint(application, limits or SocketLimits(), "/graphql")
    if settings.trusted_proxies:
        sockets = TrustedProxies(sockets, networks=settings.trusted_proxies)
    return WebApplication(
        sockets,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxies, networks=settings.trusted_proxies),
            Middleware(SecurityHeaders, tile_url=settings.tile_url, photo_origin=photo_origin(settings)),
        ],
        routes=[
            Route("/graphql", view, methods=["GET", "POST"]),
            Route("/graphql/stream", stream_view, methods=["GET", "POST"]),
            *health_routes(application),
            *photo_routes(application),
            *verdict_routes(application),
            Mount("/", Page(page, settings.tile_url)),
        ],
    )
