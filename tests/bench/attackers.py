"""Hostile clients of live delivery: each opens many sockets from one address, with subscriptions that no one shares.

A process of its own: ``python -m tests.bench.attackers URL ATTACKERS KIND``. It prints a line when all have connected.
"""

import asyncio
import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta

import uvloop
from picows import WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

SOCKETS, OPERATIONS = 100, 50
"""What one attacker opens: sockets, and subscriptions on each."""
FILTERED = """subscription ($filter: ServiceRequestFilter) {
  cityFeed(cityId: "almaty", filter: $filter) { cursor kind serviceRequest { id description } }
}"""
SELECTION = "{ cursor serviceRequest { id description } }"
KINDS = ("texts", "everything", "documents")
"""Filters for texts that no request has; filters that every event passes; documents that differ."""
ADDRESS_OF_FIRST = 10
AT_ONCE = 16
READY_SECONDS = 40.0


def operation(kind: str, number: int) -> dict[str, object]:
    """Return the payload of a subscription that no other one shares."""
    match kind:
        case "texts":
            return {"query": FILTERED, "variables": {"filter": {"text": f"бірегей {number:07}"}}}
        case "everything":
            since = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
            return {"query": FILTERED, "variables": {"filter": {"createdFrom": since.isoformat()}}}
        case "documents":
            return {"query": f'subscription {{ a{number}: cityFeed(cityId: "almaty") {SELECTION} }}'}
    raise ValueError(f"expected one of {', '.join(KINDS)}")


class Attacker(WSListener):
    """One socket of an attacker."""

    def __init__(self, counts: dict[str, int], kind: str, first: int) -> None:
        self._counts = counts
        self._kind = kind
        self._first = first
        self.ended = asyncio.Event()

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, b'{"type":"connection_init"}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        if b'"type":"ping"' in text:
            transport.send(WSMsgType.TEXT, b'{"type":"pong"}')
        elif b'"connection_ack"' in text:
            self._counts["acknowledged"] += 1
            for number in range(self._first, self._first + OPERATIONS):
                message = {"id": str(number), "type": "subscribe", "payload": operation(self._kind, number)}
                transport.send(WSMsgType.TEXT, json.dumps(message).encode())
        elif b'"type":"next"' in text:
            self._counts["events"] += 1
        elif b'"type":"error"' in text:
            self._counts["refused operations"] += 1

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.ended.set()


class Attack:
    """All sockets of all attackers."""

    def __init__(self, url: str, attackers: int, kind: str) -> None:
        self._url = url
        self._kind = kind
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.counts = {"acknowledged": 0, "events": 0, "refused operations": 0, "refused sockets": 0}
        self.sockets = [
            asyncio.create_task(self._hold(f"127.0.0.{ADDRESS_OF_FIRST + attacker}", attacker * SOCKETS + number))
            for number in range(SOCKETS)
            for attacker in range(attackers)
        ]

    async def _hold(self, address: str, number: int) -> None:
        """Keep one socket open; come back a second after it was closed or refused."""
        while True:
            socket = Attacker(self.counts, self._kind, number * OPERATIONS)
            try:
                async with self._gate:
                    await ws_connect(
                        lambda socket=socket: socket,
                        self._url,
                        extra_headers={"Sec-WebSocket-Protocol": "graphql-transport-ws"},
                        local_addr=(address, 0),
                        websocket_handshake_timeout=60,
                    )
                await socket.ended.wait()
            except (OSError, TimeoutError, WSError):
                self.counts["refused sockets"] += 1
            await asyncio.sleep(random.uniform(0.8, 1.2))


async def main() -> None:
    os.nice(19)  # these must not take the CPU time of the honest clients, whose latency is measured
    attack = Attack(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    try:
        async with asyncio.timeout(READY_SECONDS):
            while attack.counts["acknowledged"] < len(attack.sockets):  # noqa: ASYNC110 - a measuring loop may poll
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    print(json.dumps(attack.counts), flush=True)
    os._exit(0)  # closing thousands of sockets in order would take longer than the measurement


if __name__ == "__main__":
    uvloop.run(main())
