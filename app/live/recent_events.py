"""The newest events of the log in memory: most clients that resume have missed only some of these."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from app.domain.log.events import LoggedEvent

MAX_EVENTS = 4096


class RecentEvents:
    """Events at the positions ``first`` to ``head`` without a gap, indexed by topic."""

    def __init__(self, *, max_events: int = MAX_EVENTS) -> None:
        self.max_events = max_events
        self._events: deque[LoggedEvent] = deque()
        self._by_topic: defaultdict[str, deque[LoggedEvent]] = defaultdict(deque)
        self.head = 0
        """The last position of the log that this process has seen."""

    def __len__(self) -> int:
        return len(self._events)

    @property
    def index_size(self) -> int:
        """The number of entries of the index by topic."""
        return sum(map(len, self._by_topic.values()))

    @property
    def first(self) -> int:
        """The oldest position held, or ``head + 1`` when none is."""
        return self._events[0].position if self._events else self.head + 1

    def begin(self, newest: Iterable[LoggedEvent], head: int) -> None:
        """Replace what is held by those of the events, given in order, that lead up to ``head`` without a gap."""
        self._clear()
        self.head = 0
        for logged in newest:
            if logged.position <= head:
                self.add(logged)
        if self.head != head:
            self._clear()
            self.head = head

    def add(self, logged: LoggedEvent) -> None:
        """Add the next event of the log. After a gap only this event is held."""
        if logged.position != self.head + 1:
            self._clear()
        self.head = logged.position
        self._events.append(logged)
        for topic in logged.event.topics:
            self._by_topic[topic].append(logged)
        if len(self._events) > self.max_events:
            self._drop_oldest()

    def covers(self, position: int) -> bool:
        """Whether every event after this position is held."""
        return self.first - 1 <= position <= self.head

    def since(self, topics: Sequence[str], position: int) -> list[LoggedEvent]:
        """Return the events of any of these topics after the position, in order."""
        found: dict[int, LoggedEvent] = {}
        for topic in topics:
            # Newest first: a client that resumes has missed few, however many the topic holds.
            for logged in reversed(self._by_topic.get(topic, ())):
                if logged.position <= position:
                    break
                found[logged.position] = logged
        return [found[at] for at in sorted(found)]

    def _clear(self) -> None:
        self._events.clear()
        self._by_topic.clear()

    def _drop_oldest(self) -> None:
        oldest = self._events.popleft()
        for topic in oldest.event.topics:
            events = self._by_topic[topic]
            events.popleft()
            if not events:
                del self._by_topic[topic]
