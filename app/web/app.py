"""The ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute

from app.bootstrap import House
from app.live.transport import SocketLimits
from app.settings import Settings
from app.web.graphql import HttpView, socket_endpoint
from app.web.health import health_routes
from app.web.page import DIST, Page
from app.web.proxies import TrustedProxies
from app.web.security import SecurityHeaders
from app.web.verdict import verdict_routes

LARGEST_QUERY_BYTES = 256 * 1024


def make_app(
    settings: Settings,
    open_house: Callable[[], AbstractAsyncContextManager[House]],
    *,
    page: Path = DIST,
    limits: SocketLimits | None = None,
) -> Starlette:
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

    return Starlette(
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxies, networks=settings.trusted_proxies),
            Middleware(SecurityHeaders, tile_url=settings.tile_url),
        ],
        routes=[
            WebSocketRoute("/graphql", socket_endpoint(house, limits or SocketLimits())),
            Route("/graphql", HttpView(house), methods=["GET", "POST"], max_body_size=LARGEST_QUERY_BYTES),
            *health_routes(house),
            *verdict_routes(house),
            Mount("/", Page(page, settings.tile_url)),
        ],
    )
