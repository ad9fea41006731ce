"""The floor in this language: ``websockets``' own broadcast() of the same bytes, on the same stream of events."""

import os
import sys

import uvloop
from redis.asyncio import Redis
from websockets.asyncio.server import ServerConnection, broadcast
from websockets.asyncio.server import serve as websockets_serve

PAYLOAD = '{"id":"x","type":"next","payload":' + sys.argv[1] + "}"


async def main() -> None:
    sockets: set[ServerConnection] = set()

    async def handle(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"type":"connection_ack"}')
        await socket.recv()
        sockets.add(socket)
        await socket.wait_closed()
        sockets.discard(socket)

    redis = Redis.from_url(os.environ["REDIS_URL"], protocol=2)
    async with websockets_serve(
        handle, "127.0.0.1", 0, compression=None, subprotocols=["graphql-transport-ws"]
    ) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        last = "$"
        while True:
            found = await redis.xread({os.environ["STREAM"]: last}, block=1000)
            for entry_id, fields in found[0][1] if found else ():
                last = entry_id.decode()
                at = fields[b"at"].decode()
                broadcast(sockets, PAYLOAD.replace("@AT@", at))


uvloop.run(main())
