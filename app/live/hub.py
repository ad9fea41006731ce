"""Who listens to which topic in this process."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from app.domain.events import LoggedEvent


class Listener(Protocol):
    """Takes events; must not block and must not raise."""

    def offer(self, logged: LoggedEvent) -> None:
        """Take an event of a topic listened to."""
        ...


class Hub:
    """Hands each event to the listeners of its topics, once to each however many of its topics they share."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, dict[Listener, None]] = defaultdict(dict)

    def listen(self, listener: Listener, topics: Iterable[str]) -> None:
        """Add a listener to these topics."""
        for topic in topics:
            self._listeners[topic][listener] = None

    def leave(self, listener: Listener, topics: Iterable[str]) -> None:
        """Take a listener from these topics; topics that nobody listens to are forgotten."""
        for topic in topics:
            self._listeners[topic].pop(listener, None)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def dispatch(self, logged: LoggedEvent) -> None:
        """Hand an event over. Called once for each position, in order."""
        heard: dict[Listener, None] = {}
        for topic in logged.event.topics:
            heard.update(self._listeners.get(topic, {}))
        for listener in heard:
            listener.offer(logged)

    @property
    def topic_count(self) -> int:
        """How many topics somebody listens to."""
        return len(self._listeners)
