"""What a subscription reads: topics, a filter, the value of each event, and the cursor to start from."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from app.auth.viewer import Audience
from app.domain.log.events import Cursor, LoggedEvent
from app.live.offered_event import OfferedEvent
from app.live.pace import PUSH_SECONDS
from app.live.subscription_index import Narrowing

Value = Callable[[LoggedEvent | None], Any]
"""Returns the value of an event, or a coroutine of it; None asks for the present value."""


def event_as_value(logged: LoggedEvent | None) -> LoggedEvent | None:
    """Return the event unchanged."""
    return logged


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The result of a subscription field: a description that one shared subscription reads for equal operations.

    ``matches`` may depend on the arguments of the field and on the audience, never on the viewer. ``value`` depends on
    the topics, the audience and ``value_key`` alone, because it is computed once for subscriptions that differ only in
    their filter.
    """

    topics: tuple[str, ...]
    audience: Audience
    matches: Callable[[OfferedEvent], bool] = lambda _: True
    narrowing: Narrowing | None = None
    """What an index can know of ``matches``: the events outside it never match."""
    value: Value = event_as_value
    after: Cursor | None = None
    latest_only: bool = False
    """Only the newest value counts: nothing is replayed, a new subscriber gets the present value at once, and pushes
    are ``push_seconds`` apart at least, the last of which has the last event."""
    push_seconds: float = PUSH_SECONDS
    value_key: str = ""
    """What the value depends on besides the topics and the audience."""

    def __aiter__(self) -> AsyncIterator[Any]:
        """Raise TypeError: GraphQL requires an asynchronous iterable here, but a feed cannot be iterated."""
        raise TypeError("a feed is a description; join its shared subscription instead")
