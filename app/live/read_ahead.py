"""Reads what many events of one batch will show, with few queries, before they are passed on."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from uuid import UUID

import structlog

from app.domain.log.events import LoggedEvent

log = structlog.get_logger()

LEAST_EVENTS = 16
"""Fewer events of a batch are read for as they are rendered: no client waits for them behind others."""
MOST_SECONDS = 0.25
"""So long the events wait for the read at most; then each is read for as it is rendered."""
FRESH_SECONDS = 0.5
"""What was read is used for so long: it may have changed since."""

ReadValues = Callable[[list[UUID]], Awaitable[Callable[[], None]]]
"""Reads values of these requests; returns what has them used from then on."""
Forget = Callable[[Collection[int]], None]
"""Takes the numbers of the ids: a dictionary compares numbers five times as fast as UUIDs."""


class ReadAhead:
    """Reads ahead for the events that someone watches, by the requests that they are of.

    What an event of a request shows may be older than the event by then only if another event of the request follows;
    so a later event of it drops what was read.
    """

    def __init__(self, read: ReadValues, forget: Forget, is_watched: Callable[[LoggedEvent], bool]) -> None:
        self._read = read
        self._forget = forget
        self._is_watched = is_watched
        self._read_at: dict[int, int] = {}
        """The numbers of the requests of which values are kept, with the last position of the batch of each."""
        self._newest = 0
        """The position of the newest event that was passed on."""

    async def read(self, events: Sequence[LoggedEvent]) -> None:
        """Read for these events, the next of the log, if many of them are watched. Never raises."""
        if len(events) < LEAST_EVENTS:
            return
        requests = (logged.event.request for logged in events if self._is_watched(logged))
        watched = {request.id.int: request.id for request in requests}
        if len(watched) < LEAST_EVENTS:
            return
        try:
            async with asyncio.timeout(MOST_SECONDS):
                keep = await self._read(list(watched.values()))
        except Exception as error:  # noqa: BLE001 - each event is read for as it is rendered, with retries
            log.info("read_ahead_failed", error=repr(error))
            return
        last = events[-1].position
        if self._newest > last:
            # Events after these were passed on meanwhile, by another way, and may show more than was read.
            return
        keep()
        self._read_at.update(dict.fromkeys(watched, last))
        asyncio.get_running_loop().call_later(FRESH_SECONDS, self._drop_all, watched.keys(), last)

    def note(self, logged: LoggedEvent) -> None:
        """Drop what was read before this event of the same request. Called with each event before it is passed on."""
        self._newest = logged.position
        if not self._read_at:
            return
        number = logged.event.request.id.int
        if logged.position > self._read_at.get(number, logged.position):
            self._drop([number])

    def _drop_all(self, numbers: Collection[int], last: int) -> None:
        self._drop([number for number in numbers if self._read_at.get(number) == last])

    def _drop(self, numbers: Collection[int]) -> None:
        for number in numbers:
            self._read_at.pop(number, None)
        self._forget(numbers)
