"""Follows the log in each process: from the stream, and from the database wherever the stream has a gap."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from app.domain.log.events import LoggedEvent
from app.events.log import log_head, read_between
from app.events.redis_stream import RedisEventStream, read_event
from app.redis_clients import REDIS_OUTAGES

log = structlog.get_logger()
BATCH = 500

ReadAhead = Callable[[Sequence[LoggedEvent]], Awaitable[None]]
"""Reads what these events, which are dispatched next, will show; must not raise."""


async def _read_nothing(_: Sequence[LoggedEvent]) -> None:
    """Read nothing ahead."""


class Tail:
    """Passes every event after ``position`` to ``dispatch``, once and in order.

    Positions are consecutive numbers, so a gap shows in the numbers.
    """

    def __init__(
        self,
        stream: RedisEventStream,
        dispatch: Callable[[LoggedEvent], None],
        *,
        read_ahead: ReadAhead = _read_nothing,
        block_milliseconds: int = 2000,
        poll_seconds: float = 0.5,
    ) -> None:
        self._stream = stream
        self.dispatch = dispatch
        """Receives every event; may be replaced while the tail runs."""
        self._read_ahead = read_ahead
        self._block = block_milliseconds
        self._poll_seconds = poll_seconds
        self.position = 0

    async def start(self) -> None:
        """Start at the present head of the log: older events are replayed on demand, not dispatched."""
        _, self.position = await log_head()

    async def take(self, stamped: Sequence[LoggedEvent]) -> None:
        """Dispatch events that this process has just stamped: its subscribers need not wait for the stream.

        Events after a gap come from the stream, as those of another process do.
        """
        # Recent events stay in memory, the text of their publication need not.
        await self._dispatch([LoggedEvent(position=logged.position, event=logged.event) for logged in stamped])

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                entries = await self._stream.read(self.position, block_milliseconds=self._block)
            except REDIS_OUTAGES as error:
                log.warning("stream_unreachable", error=str(error))
                await self._retry(self._catch_up)
                await asyncio.sleep(self._poll_seconds)
                continue
            if not entries:
                # Either there is no new event, or the stream was emptied; the database shows which.
                await self._retry(self._catch_up)
            # Those that this process has stamped were dispatched before they came here.
            entries = [entry for entry in entries if entry[0] > self.position]
            # After a gap further on, the rest comes with the next read.
            if entries and entries[0][0] > self.position + 1:
                await self._retry(partial(self._fill, entries[0][0] - 1))
            await self._dispatch([read_event(body) for _, body in entries])

    async def _retry(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except Exception as error:  # noqa: BLE001 - any database error is retried: the log is still there later
                log.warning("log_unreachable", error=str(error))
                await asyncio.sleep(self._poll_seconds)
            else:
                return

    async def _catch_up(self) -> None:
        _, head = await log_head()
        await self._fill(head)

    async def _fill(self, up_to: int) -> None:
        while self.position < up_to:
            await self._dispatch(await read_between(self.position, up_to, BATCH))

    async def _dispatch(self, events: Sequence[LoggedEvent]) -> None:
        await self._read_ahead(events)
        for logged in events:
            # Others may have been dispatched meanwhile.
            if logged.position == self.position + 1:
                self.position = logged.position
                self.dispatch(logged)
