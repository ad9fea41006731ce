"""``websockets``' own broadcast() of ready bytes, by topic. Argument: ``deflate`` (its default) or ``plain``."""

import json
import sys
from collections import defaultdict

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast
from websockets.asyncio.server import serve as websockets_serve
from websockets.typing import Subprotocol

from tests.bench.servers.feed import follow, listening, next_message

OPERATION_ID = "0" * 36


def topic_of(subscribe: str | bytes) -> str:
    variables = json.loads(subscribe)["payload"]["variables"]
    return f"city:{variables['cityId']}" if "cityId" in variables else f"request:{variables['id']}"


async def main(compression: str | None) -> None:
    topics: defaultdict[str, set[ServerConnection]] = defaultdict(set)

    async def handle(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"type":"connection_ack"}')
        watching = topics[topic_of(await socket.recv())]
        watching.add(socket)
        await socket.wait_closed()
        watching.discard(socket)

    def publish(topic: str, field: str, value: str) -> None:
        broadcast(topics[topic], next_message(OPERATION_ID, field, value))

    served = websockets_serve(
        handle, sock=listening(), compression=compression, subprotocols=[Subprotocol("graphql-transport-ws")]
    )
    async with served:
        await follow(publish)


if __name__ == "__main__":
    uvloop.run(main("deflate" if sys.argv[1] == "deflate" else None))
