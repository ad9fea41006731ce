"""One execution of a subscription for all equal operations."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from app.domain.events import LoggedEvent
from app.live.feed import Feed
from app.live.single_flight import SingleFlightCache
from app.live.subscriber import Subscriber

log = structlog.get_logger()

Render = Callable[[Any], Awaitable[bytes]]
"""Returns the payload of a ``next`` message, as JSON, for a value of the feed."""

MAX_PENDING = 5_000
MAX_BATCH = 32
"""How many waiting events are written to each subscriber at once."""
RETRY_SECONDS = 0.5
MAX_RETRIES = 20


class SharedSubscription:
    """Executes and encodes each event once, and writes the same bytes to every subscriber."""

    def __init__(
        self, key: str, feed: Feed, render: Render, payloads: "SingleFlightCache[tuple[str, int], bytes]"
    ) -> None:
        self.feed = feed
        self.key = key
        self._render = render
        self._payloads = payloads
        self.subscribers: dict[Subscriber, None] = {}
        self._pending: deque[LoggedEvent] = deque()
        self._woken = asyncio.Event()

    def offer(self, logged: LoggedEvent) -> None:
        """Take an event from the hub."""
        if self.feed.matches(logged):
            if self.feed.latest_only:
                self._pending.clear()
            if len(self._pending) >= MAX_PENDING:
                self._overflow_all()
            self._pending.append(logged)
            self._woken.set()

    async def run(self) -> None:
        """Render and deliver events until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._pending:
                batch = await self._next_batch()
                if batch:
                    for subscriber in list(self.subscribers):
                        subscriber.deliver(batch)

    async def _next_batch(self) -> list[tuple[int, bytes]]:
        """Render pending events: the first with retries, further ones only while rendering succeeds."""
        generation = self._payloads.generation
        logged = self._pending.popleft()
        payload = await self._payload_with_retries(logged)
        if payload is None:
            self._overflow_all()
            return []
        batch = [(logged.position, payload)]
        while self._pending and len(batch) < MAX_BATCH:
            logged = self._pending[0]
            try:
                payload = await self.payload(logged)
            except Exception:  # noqa: BLE001 - the event stays pending and is first, with retries, in the next batch
                break
            if not self._pending or self._pending[0] is not logged:
                break  # a newer value has replaced it, or the subscribers have overflown
            self._pending.popleft()
            batch.append((logged.position, payload))
        for position, payload in batch:
            self._keep(position, payload, generation)
        return batch

    async def _payload_with_retries(self, logged: LoggedEvent) -> bytes | None:
        for _ in range(MAX_RETRIES):
            try:
                return await self.payload(logged)
            except Exception as error:  # noqa: BLE001 - any failed read is retried: the rows are still there later
                log.warning("event_render_failed", position=logged.position, error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
        return None

    def _keep(self, position: int, payload: bytes, generation: int) -> None:
        if not self.feed.latest_only:
            self._payloads.keep((self.key, position), payload, generation=generation)

    def _overflow_all(self) -> None:
        """Send every subscriber back to its cursor: no event may be left out, and this process cannot keep up."""
        self._pending.clear()
        for subscriber in self.subscribers:
            subscriber.writer.overflow()

    async def payload(self, logged: LoggedEvent | None) -> bytes:
        """Return the payload of an event; None asks for the present value of a ``latest_only`` feed."""
        return await self._render(await self.feed.value(logged))

    async def cached_payload(self, logged: LoggedEvent) -> bytes:
        """Return the payload of a past event, rendered once for all subscribers that replay it."""
        return await self._payloads.get((self.key, logged.position), lambda: self.payload(logged))
