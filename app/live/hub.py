"""The listeners of each topic in this process."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from app.domain.log.events import LoggedEvent
from app.domain.log.topics import figures_topic
from app.live.offered_event import OfferedEvent
from app.live.time_slices import WATCHED_BY_ONE, TimeSlices

FEW = 16
"""So many listeners are offered an event at once, however many watch them."""
MOST_BEHIND = 64
"""Events that may wait to be offered; more are offered at once, because each of them holds its listeners."""
_UNCHECKED = 16
"""How many listeners are offered an event between two looks at the clock."""


class Listener(Protocol):
    """Receives the events of its topics; must not block and must not raise."""

    def offer(self, offered: OfferedEvent) -> None:
        """Take one event."""
        ...

    def refresh(self) -> None:
        """Read the value again, which has changed without an event."""
        ...


class Hub:
    """Passes each event to the listeners of its topics, once to each, however many topics they share.

    An event without topics, such as one of an imported past, goes to those that show figures of its city.

    Those that several holders watch get it at once. Where there are many others, which clients can make by documents
    of their own, they get it in slices of time, each its events in order. A listener that joins in between is not
    offered what was dispatched before, and one that leaves gets no more.
    """

    def __init__(self, slices: TimeSlices | None = None) -> None:
        self.slices = slices or TimeSlices()
        self._listeners: defaultdict[str, dict[Listener, None]] = defaultdict(dict)
        self._watched_by_many: defaultdict[str, dict[Listener, None]] = defaultdict(dict)
        """Those of the listeners that come first."""
        self._behind: deque[tuple[OfferedEvent, dict[Listener, None]]] = deque()
        """Events in order, each with the listeners that are still to be offered it."""
        self._offering: asyncio.Task[None] | None = None

    def listen(self, listener: Listener, topics: Iterable[str]) -> None:
        """Add a listener to these topics."""
        for topic in topics:
            self._listeners[topic][listener] = None

    def leave(self, listener: Listener, topics: Iterable[str]) -> None:
        """Remove a listener from these topics, and every topic that has no listener left."""
        for topic in topics:
            for by_topic in (self._listeners, self._watched_by_many):
                by_topic[topic].pop(listener, None)
                if not by_topic[topic]:
                    del by_topic[topic]

    def prefer(self, listener: Listener, topics: Iterable[str], *, is_first: bool) -> None:
        """Let a listener of these topics come first, or no longer."""
        for topic in topics:
            if is_first:
                self._watched_by_many[topic][listener] = None
            else:
                self._watched_by_many[topic].pop(listener, None)
                if not self._watched_by_many[topic]:
                    del self._watched_by_many[topic]

    def listeners(self, logged: LoggedEvent) -> Iterable[Listener]:
        """Return the listeners of the event, those that come first before the others."""
        return {**self._of(self._watched_by_many, logged), **self._of(self._listeners, logged)}

    def is_watched(self, logged: LoggedEvent) -> bool:
        """Whether the event has a listener that shows the request itself."""
        return not self._listeners.keys().isdisjoint(logged.event.topics)

    def dispatch(self, logged: LoggedEvent) -> None:
        """Offer an event to its listeners. Called once for each position, in order."""
        present = self._of(self._listeners, logged)
        if not present:
            return
        first, offered = self._of(self._watched_by_many, logged), OfferedEvent(logged)
        others = [listener for listener in present if listener not in first] if first else list(present)
        if len(others) > FEW:
            self._offer_later(offered, dict.fromkeys(others))
            others = []
        for listener in (*first, *others):
            if self._behind:
                self._catch_up(listener)
            listener.offer(offered)

    def refresh_figures(self, city_ids: Collection[str] | None) -> None:
        """Have the listeners that show figures of these cities, or with None of any, read them again."""
        topics = [topic for topic in self._listeners if topic.startswith(figures_topic(""))]
        for topic in topics if city_ids is None else map(figures_topic, city_ids):
            for listener in self._listeners.get(topic, ()):
                listener.refresh()

    @staticmethod
    def _of(by_topic: Mapping[str, dict[Listener, None]], logged: LoggedEvent) -> Mapping[Listener, None]:
        found: dict[Listener, None] = {}
        for topic in _topics_of(logged):
            if listeners := by_topic.get(topic):
                # Most events have listeners of one topic alone, which need no copy.
                found = {**found, **listeners} if found else listeners
        return found

    def _offer_later(self, offered: OfferedEvent, listeners: dict[Listener, None]) -> None:
        self._behind.append((offered, listeners))
        if len(self._behind) > MOST_BEHIND:
            earliest, waiting = self._behind.popleft()
            self._offer_to(waiting, earliest, len(waiting))
        if self._offering is None or self._offering.done():
            self._offering = asyncio.create_task(self._offer_in_slices(), name="late offers")

    async def _offer_in_slices(self) -> None:
        while self._behind:
            if self.slices.is_over(WATCHED_BY_ONE):
                await self.slices.turn(WATCHED_BY_ONE)
            offered, waiting = self._behind[0]
            self._offer_to(waiting, offered, _UNCHECKED)
            if not waiting:
                self._behind.popleft()

    def _offer_to(self, waiting: dict[Listener, None], offered: OfferedEvent, most: int) -> None:
        for _ in range(min(most, len(waiting))):
            listener, _nothing = waiting.popitem()
            if self._is_present(listener, offered):
                listener.offer(offered)

    def _catch_up(self, listener: Listener) -> None:
        """Offer to a listener at once what it is behind by: several watch it now, and its events stay in order."""
        for offered, waiting in self._behind:
            if listener in waiting:
                del waiting[listener]
                listener.offer(offered)

    def _is_present(self, listener: Listener, offered: OfferedEvent) -> bool:
        return any(listener in self._listeners.get(topic, ()) for topic in _topics_of(offered.logged))

    @property
    def topic_count(self) -> int:
        """The number of topics with a listener."""
        return len(self._listeners)


def _topics_of(logged: LoggedEvent) -> tuple[str, ...]:
    return logged.event.topics or (figures_topic(logged.event.request.city_id),)
