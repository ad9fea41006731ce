"""The orders of lists of requests, in SQL, in values and in the cursors of pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.requests.service_request import ServiceRequest
from app.models.status_sql import DUE_OR_NEVER
from app.queries.requests.page import decode_key, id_part, number_part, time_part

_NO_DEADLINE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
_SIMILAR = "~"
"""What follows the order in the cursors of a search for similar words."""


class Order(StrEnum):
    """The order of a list."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    DUE_FIRST = "DUE_FIRST"
    UPDATED = "UPDATED"
    BEST_MATCH = "BEST_MATCH"
    """the request of the typed number, those with exactly the typed words, then the most similar; the newest first"""


@dataclass(frozen=True, slots=True)
class Sorting:
    """How an order is made in SQL, and of a request."""

    expression: str
    direction: str
    value_of: Callable[[ServiceRequest], datetime]

    @property
    def sql(self) -> str:
        """What follows ORDER BY."""
        return f"{self.expression} {self.direction}, id {self.direction}"

    @property
    def after(self) -> str:
        """The condition on what comes after a key, with two placeholders."""
        return f"({self.expression}, id) {'<' if self.direction == 'DESC' else '>'} ({{}}, {{}})"


SORTINGS: dict[Order, Sorting] = {
    Order.NEWEST: Sorting("created_at", "DESC", lambda request: request.created_at),
    Order.OLDEST: Sorting("created_at", "ASC", lambda request: request.created_at),
    Order.UPDATED: Sorting("updated_at", "DESC", lambda request: request.updated_at),
    Order.DUE_FIRST: Sorting(
        DUE_OR_NEVER,
        "ASC",
        lambda request: request.due_at or _NO_DEADLINE,
    ),
}


@dataclass(frozen=True, slots=True)
class Key:
    """Where a request stands in a list; a page cursor is such a key."""

    order: Order
    at: datetime
    id: UUID
    rank: int = 0
    """How well it matches; only in the order of the best match."""
    is_similar: bool = False
    """Whether the list is of requests with similar words."""

    @property
    def parts(self) -> list[Any]:
        """The parts of the cursor. One of one order means nothing in another one, so it names its order."""
        word = f"{self.order}{_SIMILAR if self.is_similar else ''}"
        rank = [self.rank] if self.order is Order.BEST_MATCH else []
        return [word, *rank, self.at.isoformat(), str(self.id)]


def decoded(after: str, order: Order) -> Key:
    """Return the key of a page cursor.

    Raises:
        InvalidInput: it is no cursor of a list in this order.
    """

    def word(part: Any) -> bool:
        if part not in {order.value, f"{order}{_SIMILAR}"}:
            raise ValueError(f"expected {order}")
        return bool(part != order.value)

    if order is Order.BEST_MATCH:
        is_similar, rank, at, last = decode_key(after, (word, number_part, time_part, id_part))
        return Key(order, at, last, rank, is_similar)
    is_similar, at, last = decode_key(after, (word, time_part, id_part))
    return Key(order, at, last, is_similar=is_similar)
