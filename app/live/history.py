"""What happened behind a cursor: from the window in memory while that reaches back far enough, else from the table.

Thousands of clients that come back at once stand at nearby cursors. Their reads begin at the same round positions, so
equal ones are made once.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.domain.events import REWRITING, Cursor, LoggedEvent
from app.errors import CursorExpired
from app.events.log import log_head, read_topics
from app.live.recent_events import RecentEvents
from app.live.single_flight import SingleFlightCache

BATCH = 200
_ROUND = 64
"""The first read begins at a multiple of this many positions, the next one where the one before it ended."""
_MOST_KEPT = 8_000
"""How many events of the table are kept for those who ask next."""


@dataclass(frozen=True, slots=True)
class _Batch:
    events: list[LoggedEvent]
    reached: int
    """Every event of the topics up to this position has been read."""


class History:
    """The past of the log, for whoever resumes."""

    def __init__(self, window: RecentEvents, *, epoch: str, replay_limit: int) -> None:
        self._window = window
        self._epoch = epoch
        self._replay_limit = replay_limit
        self._reads: SingleFlightCache[tuple[tuple[str, ...], int], _Batch] = SingleFlightCache(
            most_weight=_MOST_KEPT, weigh=lambda batch: 1 + len(batch.events)
        )

    def add(self, logged: LoggedEvent) -> None:
        """Take the next event of the log. Some forbid to tell what came before as it was told then."""
        self._window.add(logged)
        if logged.event.kind in REWRITING:
            self._window.begin([], logged.position)
            self._reads.forget()

    async def since(self, topics: tuple[str, ...], after: Cursor) -> AsyncIterator[LoggedEvent]:
        """Yield the events of any of these topics behind the cursor, in order, up to what the window has come to.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
        """
        await self._check(topics, after)
        position = after.position
        begin = position - position % _ROUND
        while not self._window.covers(position) and position < self._window.head:
            batch = await self._batch(topics, begin)
            for logged in batch.events:
                if logged.position > position:
                    yield logged
            begin = batch.reached
            position = max(position, begin)
        # What the window takes while somebody slow is being served comes to them through their run.
        for logged in self._window.since(topics, position):
            yield logged

    async def _check(self, topics: tuple[str, ...], after: Cursor) -> None:
        head = self._window.head
        if after.position > head:
            # Another process may be ahead of this one; the log itself knows.
            _, head = await log_head()
        if after.epoch != self._epoch or after.position > head:
            raise CursorExpired("this cursor is of another log; read the state again, then subscribe without a cursor")
        # One request's own events are few, however long ago: only wide topics have a limit.
        if not topics[0].startswith("request:") and head - after.position > self._replay_limit:
            raise CursorExpired

    async def _batch(self, topics: tuple[str, ...], begin: int) -> _Batch:
        up_to, generation = self._window.head, self._reads.generation

        async def read() -> _Batch:
            events = await read_topics(topics, begin, up_to, BATCH)
            return _Batch(events, events[-1].position if len(events) == BATCH else up_to)

        batch = await self._reads.get((topics, begin), read)
        if batch.reached < up_to and len(batch.events) < BATCH:
            # Kept from a time when the log ended there.
            batch = await read()
            self._reads.keep((topics, begin), batch, generation=generation)
        return batch
