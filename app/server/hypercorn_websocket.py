"""A WebSocket stream of Hypercorn that lets the application write frames straight to the transport.

A WebSocket over HTTP/1.1 ends in an asyncio transport. ``DirectWebSocketStream`` puts the writer of that transport
into the ASGI scope when the handshake is accepted. ``app.live.direct_writer`` writes whole frames to it, past
Hypercorn's queue, task and lock for each message. The close frame still goes through ASGI and ends in a write of the
same transport, so frames never interleave. With HTTP/2 or another server the scope holds no writer, and messages go
through ASGI.

Most sockets are silent for hours. So the stream drops what only the handshake needed and keeps received messages in a
list instead of a queue, which makes an open socket two thirds lighter.

The stream also corrects two faults of Hypercorn: it keeps nothing that a peer sends after our close frame, and it
closes a socket whose application was cut off with 1012, because clients give up after Hypercorn's 1011.
"""

import asyncio
import contextlib
from asyncio import StreamWriter
from typing import Any

import hypercorn.protocol.h2
import hypercorn.protocol.h11
import hypercorn.protocol.ws_stream
from hypercorn.asyncio.task_group import _handle
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.events import StreamClosed
from hypercorn.protocol.h11 import H11Protocol, H11WSConnection
from hypercorn.protocol.ws_stream import ASGIWebsocketState, Handshake, WSStream
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection

from app.live.close_codes import CloseCode
from app.live.direct_writer import DIRECT_WRITER

SHUTDOWN_MESSAGE_SECONDS = 1.0
"""How long the close frame of a socket that is cut off may wait for a peer that does not read."""


class ReceiveQueue:
    """Received messages in order. Has the queue methods that Hypercorn calls, in a tenth of a queue's memory."""

    MAX_WAITING = 10
    __slots__ = ("_has_space", "_waiting", "_woken")

    def __init__(self) -> None:
        self._waiting: list[Any] = []
        self._woken: asyncio.Future[None] | None = None
        self._has_space: asyncio.Future[None] | None = None

    async def put(self, message: Any) -> None:
        """Add a message once there is space. A disconnect is added at once."""
        while len(self._waiting) >= self.MAX_WAITING and message["type"] != "websocket.disconnect":
            self._has_space = asyncio.get_running_loop().create_future()
            await self._has_space
        self._waiting.append(message)
        _resolve(self._woken)

    async def get(self) -> Any:
        """Remove and return the oldest message, once there is one."""
        while not self._waiting:
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        _resolve(self._has_space)
        return self._waiting.pop(0)


def _resolve(future: "asyncio.Future[None] | None") -> None:
    if future is not None and not future.done():
        future.set_result(None)


class ConnectionTasks:
    """Hypercorn's task group of one connection, with a ``ReceiveQueue`` in front of the application."""

    __slots__ = ("_group",)

    def __init__(self, group: Any) -> None:
        self._group = group

    async def spawn_app(self, app: Any, config: Any, scope: Any, send: Any) -> Any:
        """Start the application; return the function that passes it a message."""
        queue = ReceiveQueue()
        # The last two arguments serve only applications without async.
        self._group.spawn(_handle, app, config, scope, queue.get, send, None, None)
        return queue.put

    def spawn(self, work: Any, *arguments: Any) -> None:
        """Start any other task."""
        self._group.spawn(work, *arguments)


class _IgnoredEvent:
    """Replaces the event by which Hypercorn waits for the next request: a WebSocket connection has no further one."""

    async def set(self) -> None:
        """Do nothing."""


_IGNORED_EVENT = _IgnoredEvent()
_ACCEPTED = Handshake([], "1.1")
_ACCEPTED.accepted = True


class DirectWebSocketStream(WSStream):
    """Hypercorn's WebSocket stream with access to its transport, and with less memory once it is open."""

    def __init__(self, app: Any, config: Any, context: Any, task_group: Any, *others: Any) -> None:
        tasks: Any = ConnectionTasks(task_group)
        super().__init__(app, config, context, tasks, *others)

    async def _accept(self, message: Any) -> None:
        await super()._accept(message)
        writer = writer_of(self)
        if writer is not None:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[DIRECT_WRITER] = writer
            self._free_handshake()

    async def app_send(self, message: Any) -> None:
        """Send a message of the application; None means that the application has ended."""
        if message is None and not self.closed and self.state is ASGIWebsocketState.CONNECTED:
            # The application was cut off by the shutdown timeout, or failed.
            close: Any = {"type": "websocket.close", "code": CloseCode.SERVICE_RESTART, "reason": "Service restart"}
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_MESSAGE_SECONDS):
                    await super().app_send(close)
        await super().app_send(message)

    async def _handle_events(self) -> None:
        if self.connection.state is not ConnectionState.LOCAL_CLOSING:
            await super()._handle_events()
        if self.connection.state is ConnectionState.LOCAL_CLOSING:
            # Hypercorn buffers without limit after a message that was too long, so the buffer is cleared here;
            # otherwise one anonymous socket can take 1.7 GB.
            self.buffer.clear()
            for event in self.connection.events():
                if isinstance(event, CloseConnection):
                    await self.send(StreamClosed(stream_id=self.stream_id))

    def _free_handshake(self) -> None:
        """Drop the request, its parser and the handshake. The application has already read the headers."""
        protocol: Any = self.send.__self__  # type: ignore[attr-defined] # a bound method here
        protocol.can_read = _IGNORED_EVENT
        if isinstance(protocol.connection, H11WSConnection):
            setattr(protocol.connection, "h11_connection", None)  # noqa: B010 - mypy refuses None here
        self.handshake = _ACCEPTED
        list.clear(self.scope["headers"])  # type: ignore[arg-type] # Hypercorn makes a list


def writer_of(stream: WSStream) -> StreamWriter | None:
    """Return the writer of the connection below this stream; None when it is not a plain HTTP/1.1 connection."""
    protocol = getattr(stream.send, "__self__", None)
    server = getattr(getattr(protocol, "send", None), "__self__", None)
    if isinstance(protocol, H11Protocol) and isinstance(server, TCPServer):
        return server.writer
    return None


def _no_extensions(*_: Any, **__: Any) -> None:
    """Accept no extension."""


def install() -> None:
    """Make Hypercorn use our stream class, and never negotiate compression.

    permessage-deflate would cost 100 KB a socket, and each socket would need frames of its own.
    """
    # mypy refuses assignments to unexported names.
    setattr(hypercorn.protocol.h11, "WSStream", DirectWebSocketStream)  # noqa: B010 - see above
    setattr(hypercorn.protocol.h2, "WSStream", DirectWebSocketStream)  # noqa: B010 - see above
    setattr(hypercorn.protocol.ws_stream, "server_extensions_handshake", _no_extensions)  # noqa: B010 - see above
