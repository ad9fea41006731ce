"""What the live room needs of GraphQL: somebody who opens operations. It knows nothing else of the schema."""

from dataclasses import dataclass
from typing import Any, Protocol

from app.auth.viewer import Viewer
from app.live.feed import Feed
from app.live.shared_subscription import Render


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRequest:
    """What a client sends to begin an operation."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    """May name a document known to the server, instead of ``query``."""
    client: str | None = None
    """The network address of whoever asks."""
    may_write: bool = True
    """Whether this may be a mutation; not when it came by a GET, or with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An opened subscription. Equal keys mean equal results for everybody who holds one."""

    key: str
    feed: Feed
    render: Render


class OperationRefused(Exception):
    """The operation cannot begin; ``errors`` are GraphQL errors, ready to be sent."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


class Engine(Protocol):
    """Parses, validates, asks who may, and opens."""

    async def open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """Return the source of a subscription, or the JSON result of a query or mutation.

        Raises:
            OperationRefused: the document is wrong, or the viewer may not subscribe to this.
            One of ``OUTAGES``: the database is away; the same operation is worth another try.
        """
        ...
