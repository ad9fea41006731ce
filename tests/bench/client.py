"""The load: many sockets that offer deflate as browsers do, subscribe, and count. Runs as a process of its own."""

import asyncio
import json
import sys
import time

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

HEADERS = {
    "Sec-WebSocket-Protocol": "graphql-transport-ws",
    "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
}


class Watcher(WSListener):
    """One socket."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self.received = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, b'{"type":"connection_init"}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        if b'"next"' in text:
            self.received += 1
            self._load.arrived(text)
        elif b"connection_ack" in text:
            transport.send(WSMsgType.TEXT, self._load.subscribe)
            self._load.ready += 1

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._load.lost_sockets += 1


class Load:
    """All sockets together."""

    def __init__(self, subscribe: bytes) -> None:
        self.subscribe = subscribe
        self.ready = 0
        self.lost_sockets = 0
        self.latencies: list[float] = []

    def arrived(self, text: bytes) -> None:
        begin = text.find(b"@")
        if begin >= 0:
            self.latencies.append(time.time() - float(text[begin + 1 : text.index(b"@", begin + 1)]))


async def main(url: str, sockets: int, subscribe: str) -> None:
    load = Load(subscribe.encode())
    watchers = []
    for _ in range(sockets):
        _, watcher = await ws_connect(lambda: Watcher(load), url, extra_headers=HEADERS)
        watchers.append(watcher)
    while load.ready < sockets:  # noqa: ASYNC110 - a measuring loop may poll
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    print("ready", flush=True)
    reader = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    expected = int(await reader)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(w.received < expected for w in watchers):  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.05)
    ordered = sorted(load.latencies)
    print(
        json.dumps(
            {
                "lost": sum(max(0, expected - watcher.received) for watcher in watchers),
                "doubled": sum(max(0, watcher.received - expected) for watcher in watchers),
                "closed": load.lost_sockets,
                **{
                    f"p{p}": ordered[min(len(ordered) - 1, len(ordered) * p // 100)] * 1000
                    for p in (50, 95, 99)
                    if ordered
                },
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
