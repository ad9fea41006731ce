"""The newest events of the log, kept in memory: whoever comes back has mostly missed only some of these."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from app.domain.events import LoggedEvent

MOST_EVENTS = 4096


class RecentEvents:
    """Events at the positions ``first`` to ``head``, without a hole, findable by topic."""

    def __init__(self, *, most_events: int = MOST_EVENTS) -> None:
        self.most_events = most_events
        self._events: deque[LoggedEvent] = deque()
        self._by_topic: defaultdict[str, deque[LoggedEvent]] = defaultdict(deque)
        self.head = 0
        """The last position of the log that this process has seen."""

    @property
    def first(self) -> int:
        """The oldest position held; one behind the head when nothing is."""
        return self._events[0].position if self._events else self.head + 1

    def begin(self, newest: Iterable[LoggedEvent], head: int) -> None:
        """Hold those of the events, given in order, that lead up to ``head`` without a hole."""
        self._events.clear()
        self._by_topic.clear()
        self.head = 0
        for logged in newest:
            if logged.position <= head:
                self.add(logged)
        if self.head != head:
            self._events.clear()
            self._by_topic.clear()
            self.head = head

    def add(self, logged: LoggedEvent) -> None:
        """Hold the next event of the log. One that does not follow the head begins the window anew."""
        if logged.position != self.head + 1:
            self._events.clear()
            self._by_topic.clear()
        self.head = logged.position
        self._events.append(logged)
        for topic in logged.event.topics:
            self._by_topic[topic].append(logged)
        if len(self._events) > self.most_events:
            self._drop_oldest()

    def covers(self, position: int) -> bool:
        """Whether everything behind this position is held."""
        return self.first - 1 <= position <= self.head

    def since(self, topics: Sequence[str], position: int) -> list[LoggedEvent]:
        """Return the events of any of these topics behind the position, in order."""
        found: dict[int, LoggedEvent] = {}
        for topic in topics:
            # From the newest back: who comes back has missed a few, however many there are.
            for logged in reversed(self._by_topic.get(topic, ())):
                if logged.position <= position:
                    break
                found[logged.position] = logged
        return [found[at] for at in sorted(found)]

    def _drop_oldest(self) -> None:
        oldest = self._events.popleft()
        for topic in oldest.event.topics:
            waiting = self._by_topic[topic]
            waiting.popleft()
            if not waiting:
                del self._by_topic[topic]
