"""A client of the live feed of a city. It reconnects, resumes by cursor, and yields each event once.

Protocol: graphql-transport-ws, https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from random import uniform
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from app.errors import QalaError

PROTOCOL = Subprotocol("graphql-transport-ws")
FEED = """
subscription ($cityId: ID!, $after: Cursor) {
  cityFeed(cityId: $cityId, after: $after) {
    cursor kind at
    serviceRequest { number status isOverdue address category { name(locale: EN) } }
  }
}
"""
CURRENT_CURSOR = "{ cursor }"
ANSWER_TIMEOUT_SECONDS = 10.0
REMEMBERED_CURSORS = 1000
RETRYABLE_CODES = frozenset({"INTERNAL", "RATE_LIMITED"})
"""Codes of errors that pass by themselves, so the client tries again."""
FATAL_CLOSE_CODES = frozenset({4400, 4401, 4406, 4409, 4429, 4500})
"""Close codes after which the protocol forbids to reconnect."""
SESSION_ENDED = 4403
Json = dict[str, Any]


class WatchRefused(QalaError):
    """The server refuses to send this feed."""

    code = "WATCH_REFUSED"


class _CursorExpired(Exception):
    """The missed events cannot be replayed any more."""


class _Interrupted(Exception):
    """The server ended the feed, and the client may subscribe again."""


@dataclass(slots=True)
class Backoff:
    """Random waits with a growing upper limit, so that many clients do not reconnect at the same moment."""

    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    tries: int = 0

    def next_seconds(self) -> float:
        """Return how long to wait before the next try."""
        ceiling = min(self.longest_seconds, self.first_seconds * 2 ** min(self.tries, 16))
        self.tries += 1
        return uniform(ceiling / 2, ceiling)  # noqa: S311 - spreads clients, hides nothing

    def reset(self) -> None:
        """Start again with the shortest wait."""
        self.tries = 0


@dataclass(slots=True)
class FeedPosition:
    """The last cursor that was yielded, and the ones shortly before it."""

    cursor: str | None = None
    _seen: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CURSORS))

    def advance(self, cursor: str) -> bool:
        """Move to this cursor; return False when it was seen before."""
        if cursor in self._seen or cursor == self.cursor:
            return False
        self._seen.append(cursor)
        self.cursor = cursor
        return True


def socket_url(url: str) -> str:
    """Return the WebSocket address of a server from the address that a user types.

    Raises:
        WatchRefused: the text is not an address of a server.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    schemes = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
    if parts.scheme not in schemes or not parts.netloc:
        raise WatchRefused(f"expected an address like http://localhost:8000, got {url!r}")
    path = parts.path.rstrip("/")
    path = path if path.endswith("/graphql") else f"{path}/graphql"
    return urlunsplit((schemes[parts.scheme], parts.netloc, path, "", ""))


@dataclass(slots=True)
class FeedClient:
    """Reads the feed of one city until cancelled. ``report`` gets messages about the connection."""

    url: str
    city_id: str
    token: str | None
    position: FeedPosition
    report: Callable[[str], None]
    backoff: Backoff = field(default_factory=Backoff)

    async def events(self) -> AsyncGenerator[Json, None]:
        """Yield each event once, across lost connections.

        Raises:
            WatchRefused: another attempt would fail in the same way.
        """
        while True:
            try:
                async with (
                    connect(self.url, subprotocols=[PROTOCOL], compression=None, open_timeout=10) as socket,
                    aclosing(self._read(ProtocolClient(socket))) as events,
                ):
                    async for event in events:
                        if self.position.advance(event["cursor"]):
                            yield event
            except InvalidURI as error:
                raise WatchRefused(str(error)) from error
            except (OSError, WebSocketException, TimeoutError, _Interrupted) as error:
                self._handle_disconnect(error)
            seconds = self.backoff.next_seconds()
            self.report(f"trying again in {seconds:.1f} s")
            await asyncio.sleep(seconds)

    async def _read(self, client: "ProtocolClient") -> AsyncGenerator[Json, None]:
        await client.connect(self.token)
        self.backoff.reset()
        while True:
            if self.position.cursor is None:
                # Requested before subscribing, so that a connection lost before the first event loses nothing.
                self.position.cursor = (await client.query(CURRENT_CURSOR))["cursor"]
            variables = {"cityId": self.city_id, "after": self.position.cursor}
            try:
                async with aclosing(client.subscribe(FEED, variables)) as answers:
                    async for data in answers:
                        yield data["cityFeed"]
                raise _Interrupted("the server ended the feed")
            except _CursorExpired:
                self.report("too much was missed to be replayed (CURSOR_EXPIRED); going on from now")
                self.position.cursor = None

    def _handle_disconnect(self, error: Exception) -> None:
        """Report why the connection ended; raise where another attempt would fail in the same way."""
        closed = error.rcvd if isinstance(error, ConnectionClosed) else None
        code = closed.code if closed else None
        if closed is not None and code in FATAL_CLOSE_CODES:
            raise WatchRefused(f"the server closed the socket: {code} {closed.reason}") from error
        if code == SESSION_ENDED and self.token is not None:
            self.report("the session of the token is over; going on as the public")
            self.token = None
        else:
            self.report(f"not connected: {str(error) or type(error).__name__}")


class ProtocolClient:
    """One WebSocket with the messages of graphql-transport-ws."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._operations = 0

    async def connect(self, token: str | None) -> None:
        """Send ``connection_init`` and wait for the acknowledgement."""
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await self._send({"type": "connection_init", "payload": payload})
        async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
            while (await self._receive())["type"] != "connection_ack":
                pass

    async def query(self, document: str) -> Json:
        """Return the data of a query."""
        async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS), aclosing(self.subscribe(document, {})) as answers:
            async for data in answers:
                return data
        raise _Interrupted("the server did not answer")

    async def subscribe(self, document: str, variables: Json) -> AsyncGenerator[Json, None]:
        """Yield the data of each result until the server completes the operation."""
        self._operations += 1
        operation_id = str(self._operations)
        await self._send(
            {"id": operation_id, "type": "subscribe", "payload": {"query": document, "variables": variables}}
        )
        while True:
            received = await self._receive()
            if received.get("id") != operation_id:
                continue
            match received["type"]:
                case "next":
                    yield data_of(received.get("payload") or {})
                case "error":
                    raise error_of(received.get("payload") or [])
                case "complete":
                    return

    async def _send(self, message: Json) -> None:
        await self._socket.send(orjson.dumps(message).decode())

    async def _receive(self) -> Json:
        while True:
            message = orjson.loads(await self._socket.recv())
            if message["type"] != "ping":
                return dict(message)
            await self._send({"type": "pong"})


def data_of(payload: Json) -> Json:
    """Return the data of a result; raise its error if it has none."""
    data = payload.get("data")
    if data is None:
        raise error_of(payload.get("errors") or [])
    return dict(data)


def error_of(errors: list[Json]) -> Exception:
    """Return the exception for the errors of a result."""
    first = errors[0] if errors else {}
    code = (first.get("extensions") or {}).get("code")
    message = str(first.get("message") or "the server refused without a word")
    if code == "CURSOR_EXPIRED":
        return _CursorExpired(message)
    return _Interrupted(message) if code in RETRYABLE_CODES else WatchRefused(message)
