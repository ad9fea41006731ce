"""HTTP/1.1 of Hypercorn, without the ways by which one connection becomes another kind of connection.

Hypercorn answers ``Upgrade: h2c`` with a raw HTTP/2 connection. A proxy that passes ``Upgrade`` on becomes a tunnel
then: the client speaks past its rules, and invents ``X-Forwarded-For`` anew for each request. So this header is ignored
always, and the request is answered over HTTP/1.1. HTTP/2 that begins with its preface is refused, unless
``CLEARTEXT_HTTP2`` asks for it, for a proxy that speaks HTTP/2 to its servers.

Requests are read in slices, each network in turn: a client may send a thousand requests in one piece of data, or keep a
thousand connections busy, and each request costs half a millisecond before anything counts or refuses it. Behind one of
our proxies the network is that of the client that the head names. So such a head is gathered before it is parsed.

A head with both ``Content-Length`` and ``Transfer-Encoding`` is refused: a proxy that believes the other one of the
two sees other requests on the connection than we do.
"""

import re
from collections.abc import Iterable
from typing import Any

import h11
import hypercorn.protocol
import hypercorn.protocol.h2
import hypercorn.protocol.h11
from hypercorn.events import Event
from hypercorn.protocol.h11 import H2ProtocolAssumedError, H11Protocol
from hypercorn.protocol.http_stream import HTTPStream

from app.auth.limits import network_of
from app.server.receive_queue import ConnectionTasks, ReceiveQueue
from app.server.server_config import ServerConfig

MAX_HEADERS = 100
"""Browsers send about 20. A head of 16 KB has room for 2,000, which take ten milliseconds to read."""
MIN_CHUNK_BYTES = 32
"""How large the chunks of a body have to be on the average: each costs as much as 10 KB of data."""
FREE_CHUNKS = 256
"""So many chunks of a body may be of any size."""
_PREFACE = b"PRI * HTTP/2.0\r\n\r\n"
_VERSIONS = (b"1.0", b"1.1")
_BODY_HEADERS = (b"content-length", b"transfer-encoding")
_HEAD_END = re.compile(rb"\n\r?\n")
_FORWARDED = re.compile(rb"(?im)^(x-forwarded-for|forwarded):([^\r\n]*)")


class StrictH11Connection(h11.Connection):
    """Parses requests, and refuses those that a proxy may read in another way."""

    allows_preface = False
    _chunks = 0
    _bytes = 0

    def next_event(self) -> Any:
        """Return the next event.

        Raises:
            RemoteProtocolError: the client broke the protocol; Hypercorn answers with the status in it and closes.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._check(event)
            self._chunks = self._bytes = 0
        elif isinstance(event, h11.Data):
            self._count(event)
        return event

    def _count(self, part: h11.Data) -> None:
        self._bytes += len(part.data)
        if part.chunk_end:
            self._chunks += 1
            if self._chunks > FREE_CHUNKS and self._bytes < self._chunks * MIN_CHUNK_BYTES:
                raise h11.RemoteProtocolError("expected larger chunks", error_status_hint=400)

    def _check(self, request: h11.Request) -> None:
        if request.http_version not in _VERSIONS and not (self.allows_preface and is_preface(request)):
            raise h11.RemoteProtocolError("expected HTTP/1.1", error_status_hint=505)
        if len(request.headers) > MAX_HEADERS:
            raise h11.RemoteProtocolError(f"expected at most {MAX_HEADERS} headers", error_status_hint=431)
        if len({name for name, _ in request.headers if name in _BODY_HEADERS}) > 1:
            raise h11.RemoteProtocolError(
                "expected Content-Length or Transfer-Encoding, and not both", error_status_hint=400
            )


class StrictHttp1(H11Protocol):
    """Hypercorn's HTTP/1.1 protocol with the strict parser, and with a turn for each request."""

    def __init__(self, app: Any, config: Any, *others: Any) -> None:
        super().__init__(app, config, *others)
        parser = StrictH11Connection(h11.SERVER, max_incomplete_event_size=config.h11_max_incomplete_size)
        parser.allows_preface = isinstance(config, ServerConfig) and config.cleartext_http2
        self.connection = parser
        self._peer = self.client[0] if self.client else None
        self._is_proxy = isinstance(config, ServerConfig) and config.proxies.has(self._peer)
        self._network = network_of(self._peer)
        """The network of the client whose request came last."""
        self._has_turn = False
        """Whether a turn of this network was waited for since the last request; see ``GracefulConnection``."""

    def is_part_of_head(self, data: bytes) -> bool:
        """Whether these bytes begin a head of which the end is missing, so that the client may not be known yet."""
        return (
            self._is_proxy
            and self._begins_head()
            and len(data) < self.config.h11_max_incomplete_size
            and _HEAD_END.search(data) is None
        )

    async def wait_for_turn(self, data: bytes) -> None:
        """Return when it is the turn of the client that sent these bytes."""
        if data and self._is_proxy and self._begins_head():
            end = _HEAD_END.search(data)
            found = _FORWARDED.findall(data, 0, end.start() if end else len(data))
            self._network = self._network_named_by(found)
        await wait_for_turn(self.config, self._network)

    async def handle(self, event: Event) -> None:
        """Handle what was received."""
        self._has_turn = True
        await super().handle(event)

    async def _create_stream(self, request: h11.Request) -> None:
        network = self._network_named_by(request.headers) if self._is_proxy else self._network
        if not self._has_turn or network != self._network:
            self._network = network
            await wait_for_turn(self.config, network)
        self._has_turn = False
        await super()._create_stream(request)

    def _begins_head(self) -> bool:
        connection = self.connection
        return (
            isinstance(connection, h11.Connection)
            and connection.their_state in {h11.IDLE, h11.DONE}
            and not connection.trailing_data[0]
        )

    def _network_named_by(self, headers: Iterable[tuple[bytes, bytes]]) -> str | None:
        client = self.config.proxies.client(headers) if isinstance(self.config, ServerConfig) else None
        return network_of(str(client.address) if client else self._peer)

    async def _check_protocol(self, event: h11.Request) -> None:
        if is_preface(event):
            raise H2ProtocolAssumedError(_PREFACE + self.connection.trailing_data[0])


class EndingHttpStream(HTTPStream):
    """Hypercorn's stream of one request, which ends with its application however much of the body still waits."""

    def __init__(self, app: Any, config: Any, context: Any, task_group: Any, *others: Any) -> None:
        tasks: Any = ConnectionTasks(task_group)
        self._received: ReceiveQueue = tasks.received
        super().__init__(app, config, context, tasks, *others)

    async def app_send(self, message: Any) -> None:
        """Send a message of the application; None means that the application has ended."""
        if message is None:
            self._received.end()
        await super().app_send(message)


async def wait_for_turn(config: Any, network: str | None) -> None:
    """Return when it is the turn of this network: events come first."""
    handshakes = config.handshakes if isinstance(config, ServerConfig) else None
    if handshakes is not None:
        await handshakes.turn(network)


def is_preface(request: h11.Request) -> bool:
    """Whether this is the first line of an HTTP/2 connection."""
    return request.method == b"PRI" and request.target == b"*" and request.http_version == b"2.0"


def install() -> None:
    """Make Hypercorn use ``StrictHttp1``, and our streams for HTTP/1.1 and HTTP/2."""
    # mypy refuses assignments to unexported names.
    setattr(hypercorn.protocol, "H11Protocol", StrictHttp1)  # noqa: B010 - see above
    setattr(hypercorn.protocol.h11, "HTTPStream", EndingHttpStream)  # noqa: B010 - see above
    setattr(hypercorn.protocol.h2, "HTTPStream", EndingHttpStream)  # noqa: B010 - see above
