"""What ``app.live`` requires of GraphQL: an engine that opens operations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from app.auth.read_guard import Replay
from app.auth.viewer import Viewer
from app.errors import RateLimited
from app.live.execution import Admit, Render
from app.live.feed import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRequest:
    """An operation as a client sends it."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    """May name a trusted document instead of ``query``."""
    client: str | None = None
    """The network address of the client."""
    may_write: bool = True
    """Whether a mutation is allowed; false for a GET and for one of several operations."""


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Source:
    """An opened subscription. Equal keys mean equal results for every subscriber."""

    key: str
    rendering: str
    """Equal renderings mean an equal payload for each event that passes: only the filters differ."""
    feed: Feed
    render: Render
    replay: Replay | None = None
    """Pays for the events that the client missed; None = they cost nothing."""
    admit: Admit | None = None
    """Gives each reading of the value its turn; None = it is read at once."""
    is_early: Callable[[], bool] = lambda: False
    """Whether a payload shows only what commands have written, so that it may be rendered before the log has it."""


class OperationRefused(Exception):
    """The operation cannot start; ``errors`` are GraphQL errors, ready to be sent."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors

    @property
    def is_rate_limited(self) -> bool:
        """Whether one of the errors says that a limit was reached."""
        return any(error.get("extensions", {}).get("code") == RateLimited.code for error in self.errors)


class Engine(Protocol):
    """Parses, validates, authorises and opens operations."""

    async def open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """Return the source of a subscription, or the JSON result of a query or mutation.

        Raises:
            OperationRefused: the document is wrong, or the viewer may not subscribe to this.
            QalaError: the document is unknown, or not trusted.
            One of ``OUTAGES``: the database is away; the client may retry the same operation.
        """
        ...

    def has_read(self, request: OperationRequest) -> bool:
        """Whether the document was parsed and validated before, so that opening it costs little.

        Raises:
            QalaError: the document is unknown, or not trusted.
        """
        ...
