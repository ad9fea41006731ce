"""Writes the events that a client has missed, several in one write."""

from app.live.subscriber import Subscriber

MOST_EVENTS = 32
MOST_BYTES = 32 * 1024
"""So much is written at once: a write costs as much as all else that an event costs which others have replayed."""


class ReplayWriter:
    """Collects the payloads of a replay for one subscriber."""

    __slots__ = ("_batch", "_bytes", "_subscriber")

    def __init__(self, subscriber: Subscriber) -> None:
        self._subscriber = subscriber
        self._batch: list[tuple[int, bytes]] = []
        self._bytes = 0

    async def add(self, position: int, payload: bytes) -> None:
        """Add an event; where there is enough, write it and wait for the reader."""
        self._batch.append((position, payload))
        self._bytes += len(payload)
        if len(self._batch) >= MOST_EVENTS or self._bytes >= MOST_BYTES:
            self.flush()
            await self._subscriber.writer.wait_for_space()

    def flush(self) -> None:
        """Write what was added."""
        if self._batch:
            batch, self._batch, self._bytes = self._batch, [], 0
            self._subscriber.send(batch)
