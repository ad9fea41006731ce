"""The ASGI application and its routes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.application import Application
from app.data.basemap_file import BasemapFolder
from app.live.socket_limits import SocketLimits
from app.settings import PAGE, Settings
from app.storage.opening import photo_origin
from app.web.files.exports import export_routes
from app.web.files.page import Page, well_known_routes
from app.web.files.photos import photo_routes
from app.web.graphql.bodies import BodyGuard
from app.web.graphql.endpoint import HttpView, socket_endpoint
from app.web.graphql.refusal_pause import RefusalPause
from app.web.graphql.sse import SseEndpoint
from app.web.graphql.uploads import UploadAdmission, UploadSlots
from app.web.health import health_routes
from app.web.http.proxies import TrustedProxies
from app.web.http.requests_at_once import RequestsAtOnce
from app.web.http.security import SecurityHeaders
from app.web.letters.plain_page import plain_page_routes
from app.web.letters.unsubscribe import unsubscribe_routes
from app.web.letters.verdict import verdict_routes
from app.web.maps.basemap import basemap_routes, basemap_url
from app.web.maps.embed import embed_routes
from app.web.maps.map_tiles import map_tile_routes
from app.web.public.pages import public_page_routes
from app.web.public.sitemap import sitemap_routes


class WebApplication(Starlette):
    """Routes for HTTP. WebSockets bypass them, because the middleware would cost 4 KB for each open socket."""

    def __init__(self, socket: ASGIApp, **http: Any) -> None:
        super().__init__(**http)
        self._socket = socket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket to its endpoint, and route an HTTP request."""
        await (self._socket if scope["type"] == "websocket" else super().__call__)(scope, receive, send)


def make_app(
    settings: Settings,
    open_application: Callable[[], AbstractAsyncContextManager[Application]],
    *,
    page: Path = PAGE,
    limits: SocketLimits | None = None,
) -> WebApplication:
    """Return the ASGI application, whose lifespan opens and closes the product."""
    opened: list[Application] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_application() as application:
            opened.append(application)
            try:
                yield
            finally:
                opened.clear()

    def get_application() -> Application:
        return opened[0]

    refusal_pause = RefusalPause()
    streams = SseEndpoint(get_application, refusal_pause)
    room = UploadSlots(settings.upload_megabytes * 1024 * 1024)
    admission = UploadAdmission(HttpView(get_application, streams, refusal_pause), get_application, room)
    view = BodyGuard(admission, seconds=settings.upload_seconds)
    stream_view = BodyGuard(streams, seconds=settings.upload_seconds)
    sockets = socket_endpoint(get_application, limits or SocketLimits(), "/graphql")
    if settings.trusted_proxies:
        sockets = TrustedProxies(sockets, networks=settings.trusted_proxies)
    return WebApplication(
        sockets,
        lifespan=lifespan,
        middleware=[
            Middleware(TrustedProxies, networks=settings.trusted_proxies),
            Middleware(
                SecurityHeaders,
                tile_url=settings.tile_url,
                photo_origin=photo_origin(settings),
                public_url=settings.public_url,
            ),
            Middleware(RequestsAtOnce),
        ],
        routes=[
            Route("/graphql", view, methods=["GET", "POST"]),
            Route("/graphql/stream", stream_view, methods=["GET", "POST"]),
            *health_routes(get_application, settings=settings, room=room),
            *map_tile_routes(get_application),
            *photo_routes(get_application),
            *export_routes(get_application),
            *plain_page_routes(),
            *well_known_routes(),
            *public_page_routes(get_application, page),
            *sitemap_routes(get_application),
            *embed_routes(get_application),
            *basemap_routes(get_application),
            *verdict_routes(get_application),
            *unsubscribe_routes(get_application),
            Mount("/", Page(page, settings.tile_url, lambda: basemap_url(BasemapFolder(settings.qala_home).version()))),
        ],
    )
