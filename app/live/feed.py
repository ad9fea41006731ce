"""What a subscription reads: which events, for whom, from where on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.auth.viewer import Audience
from app.domain.events import Cursor, LoggedEvent

Value = Callable[[LoggedEvent | None], Awaitable[Any]]


async def the_event(logged: LoggedEvent | None) -> LoggedEvent | None:
    """Yield the event itself."""
    return logged


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The answer of a subscription field. It is a description; runs read it, once for everybody who asked the same.

    ``matches`` and ``value`` may depend on the arguments of the field and on the audience, never on the viewer.
    """

    topics: tuple[str, ...]
    audience: Audience
    matches: Callable[[LoggedEvent], bool] = lambda _: True
    value: Value = the_event
    after: Cursor | None = None
    latest_only: bool = False
    """Only the newest value counts: nothing is replayed, and whoever joins is sent the present value at once."""

    def __aiter__(self) -> AsyncIterator[Any]:
        """Refuse: GraphQL wants an asynchronous iterable here, but a feed is read by runs only."""
        raise TypeError("a feed is a description; join a run of it instead")
