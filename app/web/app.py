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
from app.storage.opening import photo_origin
from app.web.bodies import BodyGuard
from app.web.graphql import HttpView, socket_endpoint
from app.web.health import health_routes
from app.web.page import DIST, Page
from app.web.photos import photo_routes
from app.web.security import SecurityHeaders
from app.web.verdict import verdict_routes


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
        middleware=[Middleware(SecurityHeaders, tile_url=settings.tile_url, photo_origin=photo_origin(settings))],
        routes=[
            WebSocketRoute("/graphql", socket_endpoint(house, limits or SocketLimits())),
            Route("/graphql", BodyGuard(HttpView(house), seconds=settings.upload_seconds), methods=["GET", "POST"]),
            *health_routes(house),
            *photo_routes(house),
            *verdict_routes(house),
            Mount("/", Page(page, settings.tile_url)),
        ],
    )
