"""A real server on a free port, with one TestApp behind it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hypercorn.protocol.h11
from hypercorn.asyncio import serve
from hypercorn.protocol.ws_stream import WSStream

from app.application import Application
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer
from app.clock import FixedClock
from app.live.socket_limits import SocketLimits
from app.models import Session
from app.server.serve import install, listening_socket
from app.server.server_config import ServerConfig, server_config
from app.settings import Settings
from app.web.app import make_app
from schema.trusted import TrustedDocuments
from tests.conftest import NOON, FakeMailer, TestApp, TestServices
from tests.graphql_client import WebSocketClient, open_websocket
from tests.waiting import until

ROADS = ["post", "get", "multipart", "socket", "sse post", "sse get", "sse list"]
"""Every way by which an operation comes to the server; see the fixture ``answer``."""
CITY_FEED = """
subscription Feed($filter: ServiceRequestFilter, $after: Cursor) {
  cityFeed(cityId: "almaty", filter: $filter, after: $after) { cursor kind serviceRequest { id version status } }
}
"""


@dataclass
class LiveServer:
    """A running server, and clients that are closed with the test."""

    test_app: TestApp
    port: int
    exits: AsyncExitStack
    tokens: dict[Any, str] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        return self.test_app.application

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"

    async def token(self, viewer: Viewer, **lifetime: float) -> str:
        """Sign this person in; return the token."""
        token, now = new_token(), self.test_app.clock.now()
        expires_at = now + timedelta(**(lifetime or {"days": 30}))
        await Session.create(
            token_hash=token_hash(token), account_id=viewer.account_id, created_at=now, expires_at=expires_at
        )
        return token

    async def socket(self, token: str | None = None, **options: Any) -> WebSocketClient:
        """Connect without sending any message of the protocol."""
        return await self.exits.enter_async_context(open_websocket(self.url, token, **options))

    async def connect(self, viewer: Viewer | None = None, **options: Any) -> WebSocketClient:
        """Connect as this person, or as the public; return once the server has acknowledged."""
        client = await self.socket(await self.token(viewer) if viewer else None, **options)
        await client.init()
        return client


@asynccontextmanager
async def served(
    urls: TestServices,
    *,
    limits: SocketLimits | None = None,
    direct_writer: bool = True,
    documents: TrustedDocuments | None = None,
    small_send_buffer: bool = False,
    configure: Callable[[ServerConfig], None] | None = None,
    **settings: Any,
) -> AsyncIterator[LiveServer]:
    """Serve the test's database on a free port.

    Without ``direct_writer``, messages go through ASGI. With ``small_send_buffer``, the kernel buffers little for a
    slow reader, so the server's own limit is reached soon. ``configure`` changes the configuration of the server.
    """
    clock, mailer, opened = FixedClock(NOON), FakeMailer(), list[Application]()
    the_settings = Settings(**settings)
    install()
    if not direct_writer:
        setattr(hypercorn.protocol.h11, "WSStream", WSStream)  # noqa: B010 - the module imports the name from elsewhere

    @asynccontextmanager
    async def application() -> AsyncIterator[Application]:
        # Deadlines are fired by the test alone, or the log would hold events that it did not cause.
        async with urls.application(
            the_settings, clock=clock, mail_transport=mailer, documents=documents, run_periodic_jobs=False
        ) as running:
            config.handshakes = running.subscriptions.handshakes
            opened.append(running)
            yield running

    stop = asyncio.Event()
    listener = listening_socket("127.0.0.1", 0)
    if small_send_buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
    config = server_config(listener, the_settings)
    config.graceful_timeout = 0.2
    if configure is not None:
        configure(config)
    port = listener.getsockname()[1]
    app: Any = make_app(the_settings, application, limits=limits)
    server = asyncio.create_task(serve(app, config, shutdown_trigger=stop.wait))
    try:
        await until(lambda: bool(opened) or server.done())
        async with AsyncExitStack() as exits:
            yield LiveServer(TestApp(opened[0], clock, mailer), port, exits)
    finally:
        stop.set()
        await server
        listener.detach()


def connections() -> int:
    """Return how many connections of clients this process serves."""
    return sum("_server_callback" in repr(task.get_coro()) for task in asyncio.all_tasks())


async def wait_for_subscribers(live: LiveServer, count: int) -> None:
    """Wait until this many operations are subscribed to the shared subscriptions."""
    await until(lambda: live.application.subscriptions.subscriber_count == count)
