"""Keyset pages: a page begins after the key of the last row before it, so its cost does not grow with its depth."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson

from app.errors import InvalidInput

MOST_ROWS = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items with their cursors, and whether there are more on either side."""

    keyed: tuple[tuple[Any, T], ...]
    """The items, each with what its key is made of."""
    key: Callable[[Any], Sequence[Any]]
    """Returns the parts of a key; see ``encode_key``."""
    has_next: bool
    has_previous: bool
    end: str | None = None
    """The cursor to go on from, where that is not the last item's: a search went further and found nothing more."""

    def cursor(self, at: int) -> str:
        """Return the cursor of one item. Most readers select none, so cursors are not made before."""
        return encode_key(self.key(self.keyed[at][0]))

    @property
    def items(self) -> tuple[tuple[str, T], ...]:
        """The items with their cursors."""
        return tuple((self.cursor(at), item) for at, (_, item) in enumerate(self.keyed))

    @property
    def end_cursor(self) -> str | None:
        """The cursor from which the next page begins."""
        return self.end or (self.cursor(-1) if self.keyed else None)


def check_first(first: int) -> int:
    """Return the page size.

    Raises:
        InvalidInput: outside 1..100.
    """
    if not 1 <= first <= MOST_ROWS:
        raise InvalidInput("first", f"first: expected 1 to {MOST_ROWS}, got {first}")
    return first


def make_page(found: Sequence[T], first: int, after: str | None, key: Callable[[T], Sequence[Any]]) -> Page[T]:
    """Return a page of ``first`` items; an extra item in ``found`` means that there are more."""
    return Page(
        tuple((item, item) for item in found[:first]), key, has_next=len(found) > first, has_previous=after is not None
    )


def encode_key(key: Sequence[Any]) -> str:
    """Return an opaque page cursor."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decode_key(after: str, kinds: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """Return the parts of a page cursor, each converted by its kind.

    Raises:
        InvalidInput: the text is no cursor of such a list.
    """
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise InvalidInput("after", "after: expected a cursor of this list in this order") from error


def number_part(part: Any) -> int:
    """Return a version or a position from a cursor part."""
    if not isinstance(part, int) or not 0 <= part < 2**63:
        raise ValueError("expected a number that a bigint holds")
    return part


def word_part(word: str) -> Callable[[Any], str]:
    """Return a converter that accepts this word only."""

    def read(part: Any) -> str:
        if part != word:
            raise ValueError(f"expected {word}")
        return word

    return read


def time_part(part: Any) -> datetime:
    """Return a time with a zone from a cursor part."""
    moment = datetime.fromisoformat(part)
    if moment.tzinfo is None:
        raise ValueError("expected a time with a zone")
    return moment.astimezone(UTC)


def id_part(part: Any) -> UUID:
    """Return an id from a cursor part."""
    return UUID(str(part))
