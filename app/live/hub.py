"""The listeners of each topic in this process."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from app.domain.log.events import LoggedEvent
from app.live.offered_event import OfferedEvent


class Listener(Protocol):
    """Receives the events of its topics; must not block and must not raise."""

    def offer(self, offered: OfferedEvent) -> None:
        """Take one event."""
        ...


class Hub:
    """Passes each event to the listeners of its topics, once to each, however many topics they share."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, dict[Listener, None]] = defaultdict(dict)

    def listen(self, listener: Listener, topics: Iterable[str]) -> None:
        """Add a listener to these topics."""
        for topic in topics:
            self._listeners[topic][listener] = None

    def leave(self, listener: Listener, topics: Iterable[str]) -> None:
        """Remove a listener from these topics, and every topic that has no listener left."""
        for topic in topics:
            self._listeners[topic].pop(listener, None)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def dispatch(self, logged: LoggedEvent) -> None:
        """Offer an event to its listeners. Called once for each position, in order."""
        listeners: dict[Listener, None] = {}
        for topic in logged.event.topics:
            listeners.update(self._listeners.get(topic, {}))
        offered = OfferedEvent(logged)
        for listener in listeners:
            listener.offer(offered)

    @property
    def topic_count(self) -> int:
        """The number of topics with a listener."""
        return len(self._listeners)
