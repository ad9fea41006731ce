"""What the application of one stream has still to receive, instead of Hypercorn's queue.

Hypercorn adds messages to a queue of ten and waits for space, also when the application has ended without taking them.
So a client that sends a body with a request that needs none would keep its connection and 700 KB for ever.
"""

import asyncio
from typing import Any

from hypercorn.asyncio.task_group import _handle

_DISCONNECTS = frozenset({"http.disconnect", "websocket.disconnect"})


class ReceiveQueue:
    """Received messages in order. Has the queue methods that Hypercorn calls, in a tenth of a queue's memory."""

    MAX_WAITING = 10
    __slots__ = ("_has_ended", "_has_space", "_waiting", "_woken")

    def __init__(self) -> None:
        self._has_ended = False
        self._waiting: list[Any] = []
        self._woken: asyncio.Future[None] | None = None
        self._has_space: asyncio.Future[None] | None = None

    async def put(self, message: Any) -> None:
        """Add a message once there is space. A disconnect is added at once."""
        while len(self._waiting) >= self.MAX_WAITING and message["type"] not in _DISCONNECTS:
            self._has_space = asyncio.get_running_loop().create_future()
            await self._has_space
        if not self._has_ended:
            self._waiting.append(message)
            _resolve(self._woken)

    async def get(self) -> Any:
        """Remove and return the oldest message, once there is one."""
        while not self._waiting:
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        _resolve(self._has_space)
        return self._waiting.pop(0)

    def __len__(self) -> int:
        """Return how many messages wait."""
        return len(self._waiting)

    def end(self) -> None:
        """Let no one wait for space any more: the application has ended, so nothing will be taken."""
        self._has_ended = True
        self._waiting.clear()
        _resolve(self._has_space)


def _resolve(future: "asyncio.Future[None] | None") -> None:
    if future is not None and not future.done():
        future.set_result(None)


class ConnectionTasks:
    """Hypercorn's task group of one connection, with a ``ReceiveQueue`` in front of the application."""

    __slots__ = ("_group", "received")

    def __init__(self, group: Any) -> None:
        self._group = group
        self.received = ReceiveQueue()
        """What the application of this connection has still to receive."""

    async def spawn_app(self, app: Any, config: Any, scope: Any, send: Any) -> Any:
        """Start the application; return the function that passes it a message."""
        # The last two arguments serve only applications without async.
        self._group.spawn(_handle, app, config, scope, self.received.get, send, None, None)
        return self.received.put

    def spawn(self, work: Any, *arguments: Any) -> None:
        """Start any other task."""
        self._group.spawn(work, *arguments)
