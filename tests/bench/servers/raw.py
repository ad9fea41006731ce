"""picows: ready bytes written to every socket by a C extension, by topic. Near the limit of what Python can do."""

from collections import defaultdict

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from tests.bench.servers.broadcast import OPERATION_ID, topic_of
from tests.bench.servers.feed import follow, listening, next_message

topics: defaultdict[str, set[WSTransport]] = defaultdict(set)


class Socket(WSListener):
    topic = ""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        text = frame.get_payload_as_utf8_text()
        if "connection_init" in text:
            transport.send(WSMsgType.TEXT, b'{"type":"connection_ack"}')
        elif "subscribe" in text:
            self.topic = topic_of(text)
            topics[self.topic].add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        topics[self.topic].discard(transport)


def accept(request: WSUpgradeRequest) -> WSListener:
    return Socket()


def publish(topic: str, field: str, value: str) -> None:
    message = next_message(OPERATION_ID, field, value).encode()
    for transport in topics[topic]:
        transport.send(WSMsgType.TEXT, message)


async def main() -> None:
    listener = listening()
    await ws_create_server(accept, sock=listener)
    await follow(publish)


if __name__ == "__main__":
    uvloop.run(main())
