"""A real server on a free port, and a client that sends single messages of graphql-transport-ws."""

import asyncio
import json
import socket
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import hypercorn.protocol.h11
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.protocol.ws_stream import WSStream
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.application import Application
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer
from app.clock import FixedClock
from app.live.graphql_socket import SocketLimits
from app.models import Session
from app.server.hypercorn_websocket import install
from app.server.serve import MAX_MESSAGE_BYTES, listening_socket
from app.settings import Settings
from app.web.app import make_app
from schema.trusted import TrustedDocuments
from tests.conftest import NOON, FakeMailer, TestApp, TestServices

PATIENCE_SECONDS = 15
PROTOCOL = "graphql-transport-ws"

CITY_FEED = """
subscription Feed($filter: ServiceRequestFilter, $after: Cursor) {
  cityFeed(cityId: "almaty", filter: $filter, after: $after) { cursor kind serviceRequest { id version status } }
}
"""


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition holds; it may have to be awaited itself."""
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if await held if isinstance(held, Awaitable) else held:
                return
            await asyncio.sleep(0.005)


class Wire:
    """One socket. Messages are queued by operation until the test reads them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._waiting: defaultdict[str | None, deque[dict[str, Any]]] = defaultdict(deque)

    async def send(self, **message: Any) -> None:
        """Send a message of the protocol."""
        await self.socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """Return the next message, whatever it is about; the server's pings are answered, as any client does."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (message := json.loads(await self.socket.recv())) == {"type": "ping"}:
                await self.send(type="pong")
            return message

    async def init(self, **payload: Any) -> None:
        """Begin, and insist on the acknowledgement."""
        await self.send(type="connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, operation_id: str, query: str, name: str | None = None, **variables: Any) -> None:
        """Begin an operation."""
        payload = {"query": query, "variables": variables, "operationName": name}
        await self.send(type="subscribe", id=operation_id, payload=payload)

    async def message_of(self, operation_id: str) -> dict[str, Any]:
        """Return the next message of this operation."""
        while not self._waiting[operation_id]:
            message = await self.receive()
            self._waiting[message.get("id")].append(message)
        return self._waiting[operation_id].popleft()

    async def next(self, operation_id: str = "1") -> dict[str, Any]:
        """Return the data of the next result, which must be without errors."""
        message = await self.message_of(operation_id)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]

    async def event(self, operation_id: str = "1") -> dict[str, Any]:
        """Return the only field of the next result."""
        (value,) = (await self.next(operation_id)).values()
        return value

    async def refusal(self, operation_id: str = "1") -> str:
        """Return the code, or else the text, of the error that ended the operation."""
        message = await self.message_of(operation_id)
        assert message["type"] == "error", message
        error = message["payload"][0]
        return error.get("extensions", {}).get("code") or error["message"]

    async def run(self, query: str, operation_id: str = "once", **variables: Any) -> dict[str, Any]:
        """Run a query or mutation to its end and return its data."""
        await self.subscribe(operation_id, query, **variables)
        data = await self.next(operation_id)
        assert await self.message_of(operation_id) == {"id": operation_id, "type": "complete"}
        return data

    async def live(self, operation_id: str = "live?") -> None:
        """Wait until the server has taken everything sent so far: it reads in order, so an answer proves it."""
        await self.send(type="ping", payload={"n": operation_id})
        while await self.message_of(None) != {"type": "pong", "payload": {"n": operation_id}}:  # type: ignore[arg-type]
            pass

    async def ended(self) -> tuple[int, list[dict[str, Any]]]:
        """Read until the server closes; return the close code and what arrived before."""
        before: list[dict[str, Any]] = []
        try:
            while True:
                before.append(await self.receive())
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006, before


@dataclass
class Live:
    """A served application with its test helpers."""

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
        """Open a session for this person; they act in it, too."""
        token, now = new_token(), self.test_app.clock.now()
        expires_at = now + timedelta(**(lifetime or {"days": 30}))
        await Session.create(
            token_hash=token_hash(token), account_id=viewer.account_id, created_at=now, expires_at=expires_at
        )
        return token

    async def socket(self, token: str | None = None, **options: Any) -> Wire:
        """Connect without saying anything; closed with the test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        given = {"subprotocols": [PROTOCOL], "additional_headers": headers, "ping_interval": None, "max_size": None}
        connection = connect(self.url, proxy=None, close_timeout=2, **{**given, **options})
        return Wire(await self.exits.enter_async_context(connection))

    async def wire(self, viewer: Viewer | None = None, **options: Any) -> Wire:
        """Connect and initialise, with the session of this viewer or without one."""
        wire = await self.socket(await self.token(viewer) if viewer else None, **options)
        await wire.init()
        return wire


@asynccontextmanager
async def served(
    urls: TestServices,
    *,
    limits: SocketLimits | None = None,
    lane: bool = True,
    documents: TrustedDocuments | None = None,
    narrow: bool = False,
    **settings: Any,
) -> AsyncIterator[Live]:
    """Serve an empty town on a free port.

    Without the lane, messages go the plain ASGI way; where it is narrow, the kernel keeps little for slow readers.
    """
    clock, post, houses = FixedClock(NOON), FakeMailer(), list[Application]()
    the_settings = Settings(**settings)
    install()
    if not lane:
        hypercorn.protocol.h11.WSStream = WSStream

    @asynccontextmanager
    async def opened() -> AsyncIterator[Application]:
        # Nothing happens here but what a test does.
        async with urls.application(
            the_settings, clock=clock, mail_transport=post, documents=documents, watch_deadlines=False
        ) as application:
            houses.append(application)
            yield application

    stop = asyncio.Event()
    listener = listening_socket("127.0.0.1", 0)
    if narrow:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32 * 1024)
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.websocket_max_message_size = MAX_MESSAGE_BYTES
    config.accesslog = config.errorlog = None
    config.graceful_timeout = 0.2
    port = listener.getsockname()[1]
    app: Any = make_app(the_settings, opened, limits=limits)
    server = asyncio.create_task(serve(app, config, shutdown_trigger=stop.wait))  # type: ignore[arg-type]
    try:
        await until(lambda: bool(houses) or server.done())
        async with AsyncExitStack() as exits:
            yield Live(TestApp(houses[0], clock, post), port, exits)
    finally:
        stop.set()
        await server
        listener.detach()


class Proxy:
    """A wire between client and server that can be cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._ends: set[asyncio.StreamWriter] = set()
        self.cuts = 0

    def cut(self) -> None:
        """Abort every connection."""
        self.cuts += bool(self._ends)
        for end in list(self._ends):
            end.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until one side ends."""
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self._target)
        ends = {writer, other_writer}
        self._ends |= ends
        try:
            await asyncio.gather(_carry(reader, other_writer), _carry(other_reader, writer))
        finally:
            self._ends -= ends


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def proxied(live: Live) -> AsyncIterator[tuple[str, Proxy]]:
    """Return an address that leads to the server through a proxy, and the proxy."""
    proxy = Proxy(live.port)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql", proxy
    finally:
        server.close()
        proxy.cut()
        await until(lambda: not proxy._ends)
        await server.wait_closed()
