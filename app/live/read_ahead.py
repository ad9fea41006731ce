"""Reads what many events of one batch will show, with few queries, before they are passed on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
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

ReadValues = Callable[[list[UUID]], Awaitable[None]]
Forget = Callable[[UUID], None]


class ReadAhead:
    """Reads ahead for the events that someone watches, by the requests that they are of.

    What an event of a request shows may be older than the event by then only if another event of the request follows;
    so a later event of it drops what was read.
    """

    def __init__(self, read: ReadValues, forget: Forget, is_watched: Callable[[LoggedEvent], bool]) -> None:
        self._read = read
        self._forget = forget
        self._is_watched = is_watched
        self._read_at: dict[UUID, int] = {}
        """The requests of which values are kept, with the last position of the batch they were read for."""
        self._newest = 0
        """The position of the newest event that was passed on."""

    async def read(self, events: Sequence[LoggedEvent]) -> None:
        """Read for these events, the next of the log, if many of them are watched. Never raises."""
        if len(events) < LEAST_EVENTS:
            return
        watched = {logged.event.request.id for logged in events if self._is_watched(logged)}
        if len(watched) < LEAST_EVENTS:
            return
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._read(list(watched))
        except Exception as error:  # noqa: BLE001 - each event is read for as it is rendered, with retries
            log.info("read_ahead_failed", error=repr(error))
            # One kind of values may have been read before another one failed.
            self._drop_each(watched)
            return
        last = events[-1].position
        if self._newest > last:
            # Events after these were passed on meanwhile, by another way, and may show more than was read.
            self._drop_each(watched)
            return
        self._read_at.update(dict.fromkeys(watched, last))
        asyncio.get_running_loop().call_later(FRESH_SECONDS, self._drop_all, watched, last)

    def note(self, logged: LoggedEvent) -> None:
        """Drop what was read before this event of the same request. Called with each event before it is passed on."""
        self._newest = logged.position
        if not self._read_at:
            return
        request_id = logged.event.request.id
        if logged.position > self._read_at.get(request_id, logged.position):
            self._drop(request_id)

    def _drop_all(self, request_ids: Iterable[UUID], last: int) -> None:
        for request_id in request_ids:
            if self._read_at.get(request_id) == last:
                self._drop(request_id)

    def _drop_each(self, request_ids: Iterable[UUID]) -> None:
        for request_id in request_ids:
            self._drop(request_id)

    def _drop(self, request_id: UUID) -> None:
        self._read_at.pop(request_id, None)
        self._forget(request_id)
