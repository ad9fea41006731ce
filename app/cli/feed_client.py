"""A client of the live feed of a city: graphql-transport-ws, for ever, by cursor, nothing twice.

Law: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md.
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
NOW = "{ cursor }"
ANSWER_LIMIT_SECONDS = 10.0
REMEMBERED = 1000
PASSING = frozenset({"INTERNAL", "RATE_LIMITED"})
"""Refusals after which it is worth trying again."""
HOPELESS = frozenset({4400, 4401, 4406, 4409, 4429, 4500})
"""Close codes after which no client of the protocol comes back."""
SESSION_OVER = 4403
Json = dict[str, Any]


class WatchRefused(QalaError):
    """The server will not send this feed."""

    code = "WATCH_REFUSED"


class _CursorExpired(Exception):
    """What was missed cannot be replayed any more."""


class _Interrupted(Exception):
    """The server ended the feed; it may be had again."""


@dataclass(slots=True)
class Backoff:
    """Waits that grow and are never the same for two clients."""

    first_seconds: float = 0.5
    longest_seconds: float = 30.0
    tries: int = 0

    def next_seconds(self) -> float:
        """Return how long to wait before the next try."""
        ceiling = min(self.longest_seconds, self.first_seconds * 2 ** min(self.tries, 16))
        self.tries += 1
        return uniform(ceiling / 2, ceiling)  # noqa: S311 - spreads clients, hides nothing

    def reset(self) -> None:
        """Begin anew: it worked."""
        self.tries = 0


@dataclass(slots=True)
class Bookmark:
    """Where the reader stands, and what it has seen of late."""

    cursor: str | None = None
    _seen: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def turn(self, cursor: str) -> bool:
        """Move on to this cursor; return whether it is new."""
        if cursor in self._seen or cursor == self.cursor:
            return False
        self._seen.append(cursor)
        self.cursor = cursor
        return True


def socket_url(url: str) -> str:
    """Return the address of the socket of a server, from the address that people type.

    Raises:
        WatchRefused: it is no such address.
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
    """Reads the feed of one city until cancelled. ``say`` is told what a reader may want to know."""

    url: str
    city_id: str
    token: str | None
    bookmark: Bookmark
    say: Callable[[str], None]
    backoff: Backoff = field(default_factory=Backoff)

    async def events(self) -> AsyncGenerator[Json, None]:
        """Yield each event once, across every loss of the connection.

        Raises:
            WatchRefused: trying again would not help.
        """
        while True:
            try:
                async with (
                    connect(self.url, subprotocols=[PROTOCOL], compression=None, open_timeout=10) as socket,
                    aclosing(self._read(Conversation(socket))) as events,
                ):
                    async for event in events:
                        if self.bookmark.turn(event["cursor"]):
                            yield event
            except InvalidURI as error:
                raise WatchRefused(str(error)) from error
            except (OSError, WebSocketException, TimeoutError, _Interrupted) as error:
                self._judge(error)
            seconds = self.backoff.next_seconds()
            self.say(f"trying again in {seconds:.1f} s")
            await asyncio.sleep(seconds)

    async def _read(self, conversation: "Conversation") -> AsyncGenerator[Json, None]:
        await conversation.begin(self.token)
        self.backoff.reset()
        while True:
            if self.bookmark.cursor is None:
                # Asked for before subscribing: then a cut before the first event loses nothing either.
                self.bookmark.cursor = (await conversation.ask(NOW))["cursor"]
            variables = {"cityId": self.city_id, "after": self.bookmark.cursor}
            try:
                async with aclosing(conversation.subscribe(FEED, variables)) as answers:
                    async for data in answers:
                        yield data["cityFeed"]
                raise _Interrupted("the server ended the feed")
            except _CursorExpired:
                self.say("too much was missed to be replayed (CURSOR_EXPIRED); going on from now")
                self.bookmark.cursor = None

    def _judge(self, error: Exception) -> None:
        """Say why the connection ended; give up where coming back would not help."""
        closed = error.rcvd if isinstance(error, ConnectionClosed) else None
        code = closed.code if closed else None
        if closed is not None and code in HOPELESS:
            raise WatchRefused(f"the server closed the socket: {code} {closed.reason}") from error
        if code == SESSION_OVER and self.token is not None:
            self.say("the session of the token is over; going on as the public")
            self.token = None
        else:
            self.say(f"not connected: {str(error) or type(error).__name__}")


class Conversation:
    """One socket, spoken to in messages of the protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._operations = 0

    async def begin(self, token: str | None) -> None:
        """Introduce ourselves and wait for the acknowledgement."""
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await self._send({"type": "connection_init", "payload": payload})
        async with asyncio.timeout(ANSWER_LIMIT_SECONDS):
            while (await self._receive())["type"] != "connection_ack":
                pass

    async def ask(self, query: str) -> Json:
        """Return the data of a query."""
        async with asyncio.timeout(ANSWER_LIMIT_SECONDS), aclosing(self.subscribe(query, {})) as answers:
            async for data in answers:
                return data
        raise _Interrupted("the server did not answer")

    async def subscribe(self, query: str, variables: Json) -> AsyncGenerator[Json, None]:
        """Yield the data of an operation until the server says that it is complete."""
        self._operations += 1
        operation_id = str(self._operations)
        await self._send({"id": operation_id, "type": "subscribe", "payload": {"query": query, "variables": variables}})
        while True:
            received = await self._receive()
            if received.get("id") != operation_id:
                continue
            match received["type"]:
                case "next":
                    yield data_of(received.get("payload") or {})
                case "error":
                    raise refusal(received.get("payload") or [])
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
    """Return the data of a result; one that came with errors instead is a refusal."""
    data = payload.get("data")
    if data is None:
        raise refusal(payload.get("errors") or [])
    return dict(data)


def refusal(errors: list[Json]) -> Exception:
    """Return what the errors of a result mean for us."""
    first = errors[0] if errors else {}
    code = (first.get("extensions") or {}).get("code")
    message = str(first.get("message") or "the server refused without a word")
    if code == "CURSOR_EXPIRED":
        return _CursorExpired(message)
    return _Interrupted(message) if code in PASSING else WatchRefused(message)
