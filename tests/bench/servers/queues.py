"""A plain hub: an ``asyncio.Queue`` for each subscription, as the guides of Python GraphQL servers show it."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any


class Queues:
    """The queues of the subscribers, by topic."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Queue[Any]]] = defaultdict(set)

    def publish(self, topic: str, _: str, value: str) -> None:
        """Put an event into the queues of its topic."""
        parsed = json.loads(value)
        for queue in self._listeners[topic]:
            queue.put_nowait(parsed)

    async def listen(self, topic: str) -> AsyncIterator[Any]:
        """Yield the events of a topic."""
        queue: asyncio.Queue[Any] = asyncio.Queue()
        self._listeners[topic].add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners[topic].discard(queue)
