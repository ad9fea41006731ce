"""Hundreds of clients that reconnect with their last cursor (docs/realtime.md) and record violations of the order.

They do not use ``tests/graphql_client.py``: hundreds of them run in one event loop, on the machine of the server under
test, so they keep no queue for each operation and a message costs little.
"""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import h11
import orjson
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

GONE = (OSError, WSError, TimeoutError, EOFError, h11.RemoteProtocolError)
FATAL = {code for code in range(1000, 2000) if code not in {1001, 1005, 1006, 1012, 1013, 1014}} | {
    *(4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500)
}
"""After these close codes the npm client graphql-ws does not reconnect."""
NOT_NOW = {429, 502, 503, 504}
"""The status codes of a draining worker, and of a proxy without workers."""
HANDSHAKE_SECONDS = 30.0

EVENT = "{ cursor serviceRequest { id version } }"
CITY = f'subscription ($after: Cursor) {{ it: cityFeed(cityId: "almaty", after: $after) {EVENT} }}'
REQUEST = f"subscription ($after: Cursor, $id: ID!) {{ it: serviceRequestChanged(id: $id, after: $after) {EVENT} }}"
PERSON = f"subscription ($after: Cursor) {{ it: notifications(after: $after) {EVENT} }}"

Held = tuple[int, str, int]
"""Position, request, version."""


@dataclass
class Watcher:
    """A client with one subscription, which reconnects."""

    address: str
    topic: str
    query: str
    epoch: str
    begin: int
    variables: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    dice: random.Random = field(default_factory=random.Random)
    held: list[Held] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    connections: int = 0
    retry_seconds: tuple[float, float] = (0.05, 0.6)

    @property
    def position(self) -> int:
        """The last position that it received, or the position at which it began."""
        return self.held[-1][0] if self.held else self.begin

    async def watch(self) -> None:
        """Connect, and reconnect after each end, until cancelled."""
        while True:
            with contextlib.suppress(*GONE):
                await self.once()
            await asyncio.sleep(self.dice.uniform(*self.retry_seconds))

    async def once(self) -> None:
        """Connect once and read until the connection ends."""
        raise NotImplementedError

    def leave(self) -> None:
        """Cut the present connection, without a close frame."""
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """Return the headers that authenticate the client."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def operation(self) -> dict[str, Any]:
        """Return the operation, with the newest cursor."""
        return {"query": self.query, "variables": {**self.variables, "after": f"{self.epoch}:{self.position}"}}

    def take(self, payload: dict[str, Any]) -> None:
        """Store an event; record a violation if it is an error or not after the last one."""
        event = (payload.get("data") or {}).get("it")
        if event is None or payload.get("errors"):
            self.violations.append(f"sent {json.dumps(payload)[:300]}")
            return
        epoch, _, position = event["cursor"].partition(":")
        if epoch != self.epoch or int(position) <= self.position:
            self.violations.append(f"sent {event['cursor']} after {self.epoch}:{self.position}")
        request = event["serviceRequest"]
        self.held.append((int(position), request["id"], request["version"]))


class WebSocketWatcher(Watcher):
    """A client over a WebSocket, with the protocol of graphql-ws."""

    transport: WSTransport | None = None

    async def once(self) -> None:
        headers = {"Sec-WebSocket-Protocol": "graphql-transport-ws", **self.headers()}
        self.transport, _ = await ws_connect(
            lambda: _Listener(self),
            f"ws://{self.address}/graphql",
            extra_headers=headers,
            websocket_handshake_timeout=HANDSHAKE_SECONDS,
        )
        try:
            await self.transport.wait_disconnected()
        finally:
            self.leave()

    def leave(self) -> None:
        if self.transport is not None:
            self.transport.disconnect(graceful=False)

    def message(self, text: bytes) -> bytes | None:
        """Process a message of the protocol; return the reply, if any."""
        message = orjson.loads(text)
        match message["type"]:
            case "next":
                self.take(message["payload"])
            case "connection_ack":
                self.connections += 1
                return orjson.dumps({"id": "1", "type": "subscribe", "payload": self.operation()})
            case "ping":
                return b'{"type":"pong"}'
            case _:
                self.violations.append(f"sent {text.decode()[:300]}")
        return None


class _Listener(WSListener):
    def __init__(self, watcher: WebSocketWatcher) -> None:
        self._watcher = watcher

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, b'{"type":"connection_init"}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            answer = self._watcher.message(frame.get_payload_as_bytes())
            if answer is not None:
                transport.send(WSMsgType.TEXT, answer)
        elif frame.msg_type == WSMsgType.CLOSE:
            # The library's types are wrong: it is an int at run time.
            code: Any = frame.get_close_code()
            if code in FATAL:
                self._watcher.violations.append(f"closed with {int(code)}: graphql-ws would not come back")
            transport.send_close(code)
            transport.disconnect()


class SseWatcher(Watcher):
    """A client over server-sent events, with Last-Event-ID."""

    writer: asyncio.StreamWriter | None = None

    async def once(self) -> None:
        host, _, port = self.address.rpartition(":")
        reader, self.writer = await asyncio.open_connection(host, int(port))
        try:
            http = h11.Connection(h11.CLIENT)
            await self._ask(http)
            await self._read(http, reader)
        finally:
            self.leave()

    def leave(self) -> None:
        if self.writer is not None:
            self.writer.transport.abort()

    async def _ask(self, http: h11.Connection) -> None:
        assert self.writer is not None
        body = orjson.dumps(self.operation())
        headers = {
            **self.headers(),
            "Host": self.address,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Last-Event-ID": f"{self.epoch}:{self.position}",
        }
        request = h11.Request(method="POST", target="/graphql/stream", headers=list(headers.items()))
        for part in (request, h11.Data(data=body), h11.EndOfMessage()):
            self.writer.write(http.send(part) or b"")
        await self.writer.drain()

    async def _read(self, http: h11.Connection, reader: asyncio.StreamReader) -> None:
        unread, status = b"", 0
        while True:
            part = http.next_event()
            if part is h11.NEED_DATA:
                http.receive_data(await reader.read(65_536))
            elif isinstance(part, h11.Response):
                status = part.status_code
                self.connections += status == 200
                if status != 200 and status not in NOT_NOW:
                    self.violations.append(f"answered with {status}")
            elif isinstance(part, h11.Data) and status == 200:
                *whole, unread = (unread + bytes(part.data)).split(b"\n\n")
                for event in whole:
                    self._event(event)
            elif isinstance(part, h11.EndOfMessage | h11.ConnectionClosed):
                return

    def _event(self, text: bytes) -> None:
        lines = dict(line.split(b": ", 1) for line in text.split(b"\n") if b": " in line)
        if lines.get(b"event") == b"next":
            self.take(orjson.loads(lines[b"data"]))
            if lines.get(b"id", b"").decode() != f"{self.epoch}:{self.position}":
                self.violations.append(f"id {lines.get(b'id')!r} of {self.epoch}:{self.position}")
        elif b"event" in lines or b"event: complete" in text:
            self.violations.append(f"sent {text.decode()[:300]}")


class ClientPool:
    """All clients of one scenario."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self.watchers = list(watchers)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def connections(self) -> int:
        """The number of connections of all clients so far."""
        return sum(watcher.connections for watcher in self.watchers)

    async def __aenter__(self) -> "ClientPool":
        watchers, self.watchers = self.watchers, []
        self.join(watchers)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # Aborted transports call `connection_lost` in the next iteration of the event loop.
        await asyncio.sleep(0)

    def join(self, watchers: Iterable[Watcher]) -> None:
        """Start more clients."""
        for watcher in watchers:
            self.watchers.append(watcher)
            self._tasks.append(asyncio.create_task(watcher.watch()))

    def all_connected(self) -> bool:
        """Return whether every client has connected at least once; raise the error of a client that failed."""
        self.raise_failures()
        return all(watcher.connections for watcher in self.watchers)

    def violations(self) -> Counter[str]:
        """Return the violations that the clients have recorded, with their counts."""
        return Counter(violation for watcher in self.watchers for violation in watcher.violations)

    def raise_failures(self) -> None:
        """Raise the error of a client whose task has failed."""
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    def behind(self, expected: dict[str, list[Held]]) -> list[Watcher]:
        """Return the clients that have not received the last event of their topic."""
        self.raise_failures()
        return [w for w in self.watchers if expected[w.topic] and w.position < expected[w.topic][-1][0]]
