"""Read the events from Redis, for all Python servers under measurement."""

import os
import socket
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis


def listening() -> socket.socket:
    """Return a socket that listens on a free port; its port is the first line of the output."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    listener.setblocking(False)
    print(listener.getsockname()[1], flush=True)
    return listener


async def follow(publish: Callable[[str, str, str], Any]) -> None:
    """Call ``publish`` with topic, field and value (JSON) of every event of the stream."""
    redis = Redis.from_url(os.environ["REDIS_URL"], protocol=2)
    last = "$"
    while True:
        found: Any = await redis.xread({os.environ["STREAM"]: last}, block=1000)
        for entry_id, fields in found[0][1] if found else ():
            last = entry_id.decode()
            publish(*(fields[name].decode() for name in (b"topic", b"field", b"value")))


def next_message(operation_id: str, field: str, value: str) -> str:
    """Return the message that a GraphQL server would send, for servers that know no GraphQL."""
    return f'{{"id":"{operation_id}","type":"next","payload":{{"data":{{"{field}":{value}}}}}}}'
