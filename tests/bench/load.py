"""The load: many sockets that offer deflate as browsers do, subscribe, answer pings, and record messages.

A process of its own. It reads one order a line from its input (JSON) and answers each with one line.
It measures, so it does not use ``tests/graphql_client.py``, which parses every message and wakes a task for it: that
time would count as the server's latency.
"""

import asyncio
import json
import random
import sys
import time
import zlib
from array import array
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import uvloop
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

HEADERS = {
    "Sec-WebSocket-Protocol": "graphql-transport-ws",
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
}
AT_ONCE = 32
"""The number of concurrent handshakes, except in a reconnection of all sockets."""
ADDRESSES = 8
"""The number of local addresses of the sockets: each address has about 28,000 ports."""
CURSOR = b'"cursor":"'


@dataclass(frozen=True)
class Subscribing:
    """The document of the sockets, and their variables in rotation."""

    query: str
    operation_name: str
    variables: list[dict[str, str]]


class Watcher(WSListener):
    """One socket."""

    def __init__(self, load: "Load", number: int, payload: dict[str, object], variables: dict[str, str]) -> None:
        self._load = load
        self._payload = payload
        self._variables = variables
        # Unique, like the operation ids of graphql-ws, so that no two frames are equal.
        self._operation_id = str(UUID(int=number | 1 << 126))
        self.number = number
        self.cursor: bytes | None = None
        self.position = 0
        self.transport: WSTransport | None = None
        self._inflate: Any = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        transport.send(WSMsgType.TEXT, b'{"type":"connection_init"}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        if frame.rsv1:
            text = self._inflated(text)
        begin = text.find(CURSOR)
        if begin >= 0:
            begin += len(CURSOR)
            self.cursor = text[begin : text.index(b'"', begin)]
            self._take(int(self.cursor.rpartition(b":")[2]), text)
        elif b'"ping"' in text:
            transport.send(WSMsgType.TEXT, b'{"type":"pong"}')
        elif b'"connection_ack"' in text:
            transport.send(WSMsgType.TEXT, self._subscribe())
            self._load.ready += 1
        elif b'"error"' in text or b'"errors"' in text:
            self._load.refusals.append(text.decode()[:300])

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.transport = None
        self._load.gone += 1

    def _inflated(self, deflated: bytes) -> bytes:
        """Decompress permessage-deflate (RFC 7692), with a context that is kept between messages."""
        if self._inflate is None:
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        return self._inflate.decompress(deflated + b"\x00\x00\xff\xff")

    def _subscribe(self) -> bytes:
        after = {"after": self.cursor.decode()} if self.cursor else {}
        payload = {**self._payload, "variables": {**self._variables, **after}}
        return json.dumps({"id": self._operation_id, "type": "subscribe", "payload": payload}).encode()

    def _take(self, position: int, text: bytes) -> None:
        if position <= self.position:
            self._load.doubled += 1
            return
        self.position = position
        self._load.arrived(position, text)


class Load:
    """All sockets of a case."""

    def __init__(self, url: str, subscribing: Subscribing, sockets: int) -> None:
        self._url = url
        self.ready = 0
        self.gone = 0
        self.doubled = 0
        self.since = 0
        self.deliveries = 0
        """The number of deliveries of positions after ``since``."""
        self.sample = ""
        self.refusals: list[str] = []
        self.failed_connects = 0
        self.arrivals: defaultdict[int, array[float]] = defaultdict(lambda: array("d"))
        common: dict[str, object] = {"query": subscribing.query, "operationName": subscribing.operation_name}
        choices = subscribing.variables
        self.watchers = [Watcher(self, number, common, choices[number % len(choices)]) for number in range(sockets)]

    def arrived(self, position: int, text: bytes) -> None:
        self.deliveries += position > self.since
        self.arrivals[position].append(time.time())
        if not self.sample:
            self.sample = text.decode()

    async def connect_all(self, at_once: int) -> None:
        """Open all sockets and wait until every connection is acknowledged."""
        self.ready = 0
        gate = asyncio.Semaphore(at_once)
        await asyncio.gather(*(self._connect(watcher, gate) for watcher in self.watchers))
        while self.ready < len(self.watchers):  # noqa: ASYNC110 - a measuring loop may poll
            await asyncio.sleep(0.01)

    async def _connect(self, watcher: Watcher, gate: asyncio.Semaphore) -> None:
        address = f"127.0.0.{2 + watcher.number % ADDRESSES}"
        async with gate:
            while True:
                try:
                    await ws_connect(
                        lambda: watcher,
                        self._url,
                        extra_headers=HEADERS,
                        local_addr=(address, 0),
                        websocket_handshake_timeout=60,
                    )
                except (OSError, TimeoutError, WSError):
                    self.failed_connects += 1
                    await asyncio.sleep(random.uniform(0.1, 1))
                else:
                    return

    async def leave(self) -> None:
        """Abort every connection, as in a network failure."""
        self.gone = 0
        for watcher in self.watchers:
            if watcher.transport is not None:
                watcher.transport.disconnect(graceful=False)
        while any(watcher.transport is not None for watcher in self.watchers):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)

    async def come_back(self, url: str, position: int, seconds: float) -> dict[str, float]:
        """Reconnect all at once; return the seconds until each has caught up with the position."""
        begun, self._url = time.time(), url
        self.failed_connects = 0
        try:
            async with asyncio.timeout(seconds):
                await self.connect_all(len(self.watchers))
                while any(watcher.position < position for watcher in self.watchers):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.005)
        except TimeoutError:
            pass
        took = [moment - begun for moment in self.arrivals[position]]
        behind = sum(watcher.position < position for watcher in self.watchers)
        return {"behind": behind, "refused": self.failed_connects, **quantiles(took)}

    async def wait(self, since: int, deliveries: int, seconds: float) -> None:
        """Wait until there are so many deliveries of positions after ``since``, or until the timeout."""
        if since != self.since:
            self.since = since
            self.deliveries = sum(len(came) for position, came in self.arrivals.items() if position > since)
        deadline = time.monotonic() + seconds
        while self.deliveries < deliveries and time.monotonic() < deadline:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)

    def report(self, sent: dict[str, float], audience: int) -> dict[str, object]:
        """Compare deliveries with the sent events: times by position, each expected by ``audience`` sockets."""
        lost, latencies = 0, []
        for position, moment in sent.items():
            arrived = self.arrivals.get(int(position), array("d"))
            lost += max(0, audience - len(arrived))
            latencies += [arrival - moment for arrival in arrived]
        return {
            "lost": lost,
            "doubled": self.doubled,
            "gone": self.gone,
            "refusals": self.refusals[:3],
            "sample": self.sample,
            **{name: seconds * 1000 for name, seconds in quantiles(latencies).items()},
        }


def quantiles(values: list[float]) -> dict[str, float]:
    """Return p50, p95, p99 and p100."""
    ordered = sorted(values)
    return {f"p{p}": ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 95, 99, 100) if ordered}


async def execute(load: Load, order: dict[str, object]) -> object:
    """Execute an order and return its result."""
    match order:
        case {"do": "connect"}:
            await load.connect_all(AT_ONCE)
            return {}
        case {"do": "wait", "since": int(since), "deliveries": int(deliveries), "seconds": float() | int() as seconds}:
            await load.wait(since, deliveries, seconds)
            return {"deliveries": load.deliveries}
        case {"do": "leave"}:
            await load.leave()
            return {}
        case {"do": "come back", "url": str(url), "position": int(position), "seconds": float() | int() as seconds}:
            return await load.come_back(url, position, seconds)
        case {"do": "report", "sent": dict(sent), "audience": int(audience)}:
            return load.report(sent, audience)
    raise ValueError(f"no such order: {order}")


async def main() -> None:
    loop = asyncio.get_running_loop()
    begin = json.loads(sys.stdin.readline())
    load = Load(begin["url"], Subscribing(**begin["subscribing"]), begin["sockets"])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await execute(load, json.loads(line))), flush=True)


def begin_order(url: str, subscribing: Subscribing, sockets: int) -> str:
    """Return the first line of the standard input of the process."""
    return json.dumps({"url": url, "subscribing": asdict(subscribing), "sockets": sockets})


if __name__ == "__main__":
    uvloop.run(main())
