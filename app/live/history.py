"""The events after a cursor: from memory while that reaches back far enough, else from the table.

Thousands of clients that reconnect at once have nearby cursors. Their reads start at the same rounded positions, so
equal reads are made once.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.domain.log.events import REWRITING, Cursor, LoggedEvent
from app.errors import CursorExpired
from app.events.log import log_head, read_between, read_topics
from app.live.recent_events import RecentEvents
from app.live.single_flight import SingleFlightCache

BATCH = 200
_ROUND_TO = 64
"""The first read starts at a multiple of this many positions, the next one where the previous one ended."""
_MAX_CACHED_EVENTS = 8_000


@dataclass(frozen=True, slots=True)
class _Batch:
    events: list[LoggedEvent]
    end: int
    """Every event of the topics up to this position has been read."""


class History:
    """The past events of the log, for clients that resume."""

    def __init__(self, recent: RecentEvents, *, epoch: str, replay_limit: int) -> None:
        self._recent = recent
        self._epoch = epoch
        self._replay_limit = replay_limit
        self._batches: SingleFlightCache[tuple[tuple[str, ...], int], _Batch] = SingleFlightCache(
            max_weight=_MAX_CACHED_EVENTS, weigh=lambda batch: 1 + len(batch.events)
        )

    @property
    def generation(self) -> int:
        """Increases with every event that rewrites the past: what was read before may say what was removed."""
        return self._batches.generation

    def add(self, logged: LoggedEvent) -> None:
        """Add the next event of the log. An event that rewrites the past also invalidates what is held of it."""
        self._recent.add(logged)
        if logged.event.kind in REWRITING:
            self._recent.begin([], logged.position)
            self._batches.invalidate()

    async def since(self, topics: tuple[str, ...], after: Cursor) -> AsyncIterator[LoggedEvent]:
        """Yield the events of any of these topics after the cursor, in order, up to the head of the recent events.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
        """
        await self._check(topics, after)
        position = after.position
        start = position - position % _ROUND_TO
        is_last = False
        while not is_last:
            generation, is_last = self.generation, self._recent.covers(position) or position >= self._recent.head
            if is_last:
                # Events added while a slow reader takes these reach it through its shared subscription.
                events = self._recent.since(topics, position)
            else:
                batch = await self._batch(topics, start)
                events, start = batch.events, batch.end
            for logged in events:
                if self.generation != generation:
                    # They may say what has been removed since.
                    start, is_last = position - position % _ROUND_TO, False
                    break
                if logged.position > position:
                    position = logged.position
                    yield logged
            else:
                position = max(position, start)

    async def again(self, logged: LoggedEvent) -> LoggedEvent:
        """Return an event of the past as the table has it now."""
        (found,) = await read_between(logged.position - 1, logged.position, 1)
        return found

    async def _check(self, topics: tuple[str, ...], after: Cursor) -> None:
        head = self._recent.head
        if after.position > head:
            # Another process may have seen more of the log than this one.
            _, head = await log_head()
        if after.epoch != self._epoch or after.position > head:
            raise CursorExpired("this cursor is of another log; read the state again, then subscribe without a cursor")
        # The events of one request are few, however old; only wider topics have a limit.
        if not topics[0].startswith("request:") and head - after.position > self._replay_limit:
            raise CursorExpired

    async def _batch(self, topics: tuple[str, ...], start: int) -> _Batch:
        up_to, generation = self._recent.head, self._batches.generation

        async def read() -> _Batch:
            events = await read_topics(topics, start, up_to, BATCH)
            return _Batch(events, events[-1].position if len(events) == BATCH else up_to)

        batch = await self._batches.get((topics, start), read)
        if batch.end < up_to and len(batch.events) < BATCH:
            # The kept batch was read when the log ended there.
            batch = await read()
            self._batches.keep((topics, start), batch, generation=generation)
        return batch
