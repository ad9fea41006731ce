"""HTTP/2 of Hypercorn, for our own proxies, which put the requests of many clients on one connection.

Hypercorn handles at once all that a connection has received, waits for each application to take its body before it
reads on, and ends the connection when more comes of a body whose request is answered. So one client could stop or
disconnect all others behind its proxy. Here what was received is handled in small pieces, each in its turn; a body
waits in its own stream, within the window of that stream; and each request has the turn of the client that its head
names.
"""

import contextlib
from collections import deque
from typing import Any

import h2.errors
import h2.events
import h2.exceptions
import hypercorn.protocol
from h2.connection import ConnectionState
from hypercorn.events import Event, RawData
from hypercorn.protocol.events import Body, EndBody
from hypercorn.protocol.h2 import H2Protocol

from app.auth.limits import network_of
from app.server.hypercorn_http1 import MAX_HEADERS, wait_for_turn
from app.server.server_config import ServerConfig

PIECE_BYTES = 1024
"""So much of what was received is handled in one turn; some sixty of the smallest frames."""
MOST_STREAMS = 100
"""Requests of a connection at once, as Hypercorn announces them."""
MOST_APPLICATIONS = 2 * MOST_STREAMS
"""Applications of a connection at once. A stream that the client resets is over at once, its application is not."""
STREAM_WINDOW = 65_535
"""How much of a body may wait. The window of the connection has room for that of every stream."""


class StrictHttp2(H2Protocol):
    """Hypercorn's HTTP/2 protocol, in which no stream waits for another one."""

    def __init__(self, app: Any, config: Any, *others: Any) -> None:
        super().__init__(app, config, *others)
        self._inner = app
        self._peer = self.client[0] if self.client else None
        is_proxy = isinstance(config, ServerConfig) and config.proxies.has(self._peer)
        self._proxies = config.proxies if is_proxy else None
        self._arrived: dict[int, deque[Any]] = {}
        """What streams have received of their bodies and their applications have not taken."""
        self._running: set[int] = set()
        """Streams whose applications run."""

    async def initiate(self, headers: Any = None, settings: bytes | None = None) -> None:
        """Begin the connection."""
        await super().initiate(headers, settings)
        self.connection.increment_flow_control_window(STREAM_WINDOW * MOST_STREAMS)
        await self._flush()

    async def handle(self, event: Event) -> None:
        """Handle what was received, in pieces."""
        if not isinstance(event, RawData):
            await super().handle(event)
            return
        for at in range(0, len(event.data), PIECE_BYTES):
            await wait_for_turn(self.config, network_of(self._peer))
            if self.closed or self.connection.state_machine.state is ConnectionState.CLOSED:
                return
            await super().handle(RawData(event.data[at : at + PIECE_BYTES]))

    async def run(self, stream_id: int, scope: Any, *others: Any) -> None:
        """Run the application of a stream, in the turn of its client."""
        try:
            proxies = self._proxies
            client = None if proxies is None else proxies.client(scope["headers"])
            await wait_for_turn(self.config, network_of(str(client.address) if client else self._peer))
            await self._inner(scope, *others)
        finally:
            self._running.discard(stream_id)

    async def _handle_events(self, events: Any) -> None:
        for event in events:
            if isinstance(event, h2.events.DataReceived | h2.events.StreamEnded):
                self._add(event)
            else:
                await super()._handle_events([event])
        await self._flush()

    async def _create_stream(self, request: Any) -> None:
        if len(request.headers) > MAX_HEADERS or len(self._running) >= MOST_APPLICATIONS:
            self._reset(request.stream_id, h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)
            return
        self._running.add(request.stream_id)
        application: Any = _Application(self, request.stream_id)
        self.app = application
        await super()._create_stream(request)
        # After a thousand requests Hypercorn would close the connection under those that are not answered yet.
        self.keep_alive_requests = 0

    def _add(self, event: Any) -> None:
        waiting = self._arrived.get(event.stream_id)
        if waiting is None:
            self._arrived[event.stream_id] = deque([event])
            self.task_group.spawn(self._pass_on, event.stream_id)
        else:
            waiting.append(event)

    async def _pass_on(self, stream_id: int) -> None:
        """Pass what a stream received to its application as it takes it, and let the client send as much again."""
        waiting = self._arrived[stream_id]
        try:
            while waiting:
                event, stream = waiting.popleft(), self.streams.get(stream_id)
                if stream is None:
                    # Answered before its body had come: the client is to send no more of it.
                    self._reset(stream_id, h2.errors.ErrorCodes.NO_ERROR)
                elif isinstance(event, h2.events.StreamEnded):
                    await stream.handle(EndBody(stream_id=stream_id))
                else:
                    await stream.handle(Body(stream_id=stream_id, data=event.data))
                if isinstance(event, h2.events.DataReceived):
                    with contextlib.suppress(h2.exceptions.ProtocolError):
                        self.connection.acknowledge_received_data(event.flow_controlled_length, stream_id)
                await self._flush()
        finally:
            del self._arrived[stream_id]

    def _reset(self, stream_id: int, code: h2.errors.ErrorCodes) -> None:
        """Reset a stream, unless the client has ended it, or the connection."""
        with contextlib.suppress(h2.exceptions.ProtocolError):
            self.connection.reset_stream(stream_id, code)


class _Application:
    """The application of one stream, which waits for the turn of its client."""

    def __init__(self, protocol: StrictHttp2, stream_id: int) -> None:
        self._protocol = protocol
        self._stream_id = stream_id

    async def __call__(self, *arguments: Any) -> None:
        await self._protocol.run(self._stream_id, *arguments)


def install() -> None:
    """Make Hypercorn use ``StrictHttp2``."""
    setattr(hypercorn.protocol, "H2Protocol", StrictHttp2)  # noqa: B010 - unexported, so mypy refuses "="
