"""A WebSocket stream of Hypercorn that lets the application write frames straight to the transport.

A WebSocket over HTTP/1.1 ends in an asyncio transport. ``DirectWebSocketStream`` puts the writer of that transport
into the ASGI scope when the handshake is accepted. ``app.live.direct_writer`` writes whole frames to it, past
Hypercorn's queue, task and lock for each message. The close frame still goes through ASGI and ends in a write of the
same transport, so frames never interleave. With HTTP/2 or another server the scope holds no writer, and messages go
through ASGI.

Most sockets are silent for hours. So the stream drops what only the handshake needed and keeps received messages in a
list instead of a queue, which makes an open socket two thirds lighter.

The stream also corrects faults of Hypercorn: it parses each frame in its turn (``app.live.read_turn``), keeps nothing
that a peer sends after our close frame, ends with its application however much still waits to be received, and closes a
socket whose application was cut off with 1012, because clients give up after Hypercorn's 1011.
"""

import asyncio
import contextlib
from asyncio import StreamWriter
from typing import Any

import hypercorn.protocol.h2
import hypercorn.protocol.h11
import hypercorn.protocol.ws_stream
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.events import StreamClosed
from hypercorn.protocol.h11 import H11Protocol, H11WSConnection
from hypercorn.protocol.ws_stream import ASGIWebsocketState, FrameTooLargeError, Handshake, WSStream
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Event, Message, Ping
from wsproto.frame_protocol import CloseReason

from app.live.close_codes import CloseCode
from app.live.direct_writer import DIRECT_WRITER
from app.live.read_turn import READ_TURN, ReadTurn
from app.server.receive_queue import ConnectionTasks, ReceiveQueue

SHUTDOWN_MESSAGE_SECONDS = 1.0
"""How long the close frame of a socket that is cut off may wait for a peer that does not read."""


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
        self.received: ReceiveQueue = tasks.received
        """What the application has still to receive."""
        self.extensions: dict[str, Any] = {}
        """Those of the scope, once the handshake is accepted."""
        super().__init__(app, config, context, tasks, *others)

    async def _accept(self, message: Any) -> None:
        await super()._accept(message)
        extensions: Any = self.scope["extensions"]
        self.extensions = extensions
        writer = writer_of(self)
        if writer is not None:
            self.extensions[DIRECT_WRITER] = writer
            self._free_handshake()

    async def app_send(self, message: Any) -> None:
        """Send a message of the application; None means that the application has ended."""
        if message is None and not self.closed and self.state is ASGIWebsocketState.CONNECTED:
            # The application was cut off by the shutdown timeout, or failed.
            close: Any = {"type": "websocket.close", "code": CloseCode.SERVICE_RESTART, "reason": "Service restart"}
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_MESSAGE_SECONDS):
                    await super().app_send(close)
        if message is None:
            self.received.end()
        await super().app_send(message)

    async def _handle_events(self) -> None:
        """Handle each frame that was received in its turn."""
        ping: Ping | None = None
        for event in self.connection.events():
            turn: ReadTurn = self.extensions.get(READ_TURN, _next_turn_of_the_loop)
            await turn()
            if isinstance(event, Ping):
                # The last of several may be answered for all (RFC 6455, section 5.5.3): an answer costs most.
                ping = event
            else:
                await self._handle_event(event)
            if self.closed:
                return
        if ping is not None:
            await self._send_wsproto_event(ping.response())

    async def _handle_event(self, event: Event) -> None:
        if isinstance(event, CloseConnection):
            if self.connection.state is ConnectionState.REMOTE_CLOSING:
                await self._send_wsproto_event(event.response())
            await self.send(StreamClosed(stream_id=self.stream_id))
        elif self.connection.state is ConnectionState.LOCAL_CLOSING:
            # Hypercorn buffers without limit after a message that was too long, so the buffer is cleared here;
            # otherwise one anonymous socket can take 1.7 GB.
            self.buffer.clear()
        elif isinstance(event, Message):
            await self._add(event)

    async def _add(self, part: Message[Any]) -> None:
        """Buffer a part of a message, and pass the whole message to the application."""
        try:
            self.buffer.extend(part)
        except FrameTooLargeError:
            self.buffer.clear()
            await self._send_wsproto_event(CloseConnection(code=CloseReason.MESSAGE_TOO_BIG))
            return
        if part.message_finished and self.app_put is not None:
            message = self.buffer.to_message()
            self.buffer.clear()
            await self.app_put(message)

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


async def _next_turn_of_the_loop() -> None:
    await asyncio.sleep(0)


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
