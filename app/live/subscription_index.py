"""Finds the subscriptions that an event can match without testing all of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from math import floor, isfinite
from typing import Generic, Protocol, TypeVar

from app.domain.places.geo import Box
from app.live.offered_event import OfferedEvent, grams_of

CELLS_A_DEGREE = 50
"""A cell of the map index is about 2 km high."""
MAX_CELLS = 256
"""A larger box is tested for every event: half a city is in it anyway."""


class Narrowing(Protocol):
    """The conditions of a filter that the index can use; None means any."""

    @property
    def category_ids(self) -> frozenset[str] | None:
        """Any of these categories."""
        ...

    @property
    def box(self) -> Box | None:
        """Inside this rectangle."""
        ...

    @property
    def text_pieces(self) -> tuple[str, ...] | None:
        """The stored text contains each of these."""
        ...


Item = TypeVar("Item", bound=Hashable)


class SubscriptionIndex(Generic[Item]):
    """Items by the most selective condition of their filter: text, else box, else categories."""

    def __init__(self) -> None:
        self._items: dict[Item, list[Hashable]] = {}
        """Every item with the keys it stands under."""
        self._by_key: defaultdict[Hashable, dict[Item, None]] = defaultdict(dict)
        self._text_count = 0
        self.only: Item | None = None
        """The only item; None where there is none, or more than one."""

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        """Iterate over a copy: items may leave meanwhile."""
        return iter(list(self._items))

    def add(self, item: Item, narrowing: Narrowing | None) -> None:
        """Add an item; without a narrowing it is a candidate for every event."""
        keys = self._items[item] = self._keys(narrowing) if narrowing is not None else [None]
        for key in keys:
            self._by_key[key][item] = None
        self._text_count += _is_text(keys)
        self.only = self._find_only()

    def remove(self, item: Item) -> None:
        """Remove an item."""
        keys = self._items.pop(item)
        for key in keys:
            del self._by_key[key][item]
            if not self._by_key[key]:
                del self._by_key[key]
        self._text_count -= _is_text(keys)
        self.only = self._find_only()

    def candidates(self, offered: OfferedEvent) -> list[Item]:
        """Return every item that the event can match, each once, and few others."""
        found = dict(self._by_key.get(None, {}))
        if len(found) == len(self._items):
            return list(found)
        request = offered.logged.event.request
        for state in offered.states:
            found.update(self._by_key.get(state.category_id, {}))
        found.update(self._by_key.get(_cell(request.latitude, request.longitude), {}))
        if self._text_count:
            for gram in offered.grams:
                found.update(self._by_key.get((gram,), {}))
        return list(found)

    def _find_only(self) -> Item | None:
        return next(iter(self._items)) if len(self._items) == 1 else None

    def _keys(self, narrowing: Narrowing) -> list[Hashable]:
        box = narrowing.box
        grams = [(gram,) for piece in narrowing.text_pieces or () for gram in grams_of(piece)]
        if grams:
            # The piece under which the fewest stand: texts that begin alike do not all become candidates together.
            return [min(grams, key=lambda gram: len(self._by_key.get(gram, ())))]
        cells = _cells(box) if box is not None else None
        if cells is not None:
            return list(cells)
        if narrowing.category_ids is not None:
            return list(narrowing.category_ids)
        return [None]


def _is_text(keys: list[Hashable]) -> bool:
    return len(keys) == 1 and isinstance(keys[0], tuple) and len(keys[0]) == 1


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return floor(latitude * CELLS_A_DEGREE), floor(longitude * CELLS_A_DEGREE)


def _cells(box: Box) -> list[tuple[int, int]] | None:
    """Return the cells that a box touches; None when they are too many to list."""
    if not all(map(isfinite, (box.west, box.south, box.east, box.north))):
        return None
    (bottom, left), (top, right) = _cell(box.south, box.west), _cell(box.north, box.east)
    if (top - bottom + 1) * (right - left + 1) > MAX_CELLS:
        return None
    return [(row, column) for row in range(bottom, top + 1) for column in range(left, right + 1)]
