"""What a person has typed of an address so far: words of a name in any order, and perhaps the number of a house.

The last word may be unfinished. Texts are folded as in the search of requests, so any alphabet and any case ending
finds a name; kinds of streets, words for houses and what follows a word for flats tell nothing of the place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.places.place import LONGEST_TOKEN, SHORTEST_TOKEN, Place, PlaceKind
from app.domain.text.folding import fold
from app.domain.text.query import HOUSE_WORDS, MOST_WORDS, STREET_KINDS, stem

_FLAT_WORDS = frozenset({"kv", "kvartira", "kvartiri", "pater", "paterde", "ofis", "office", "of", "apt", "flat"})
_MOST_SPLITS = 2
_RANKS = {PlaceKind.HOUSE: 0, PlaceKind.STREET: 1, PlaceKind.LANDMARK: 2, PlaceKind.CROSSING: 3}


@dataclass(frozen=True, slots=True)
class NamePart:
    """Typed words that a name has to have."""

    words: tuple[str, ...]
    """The folded words without their endings; numbers whole."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the index knows of them."""
        return tuple(dict.fromkeys(word if word.isdecimal() else word[:LONGEST_TOKEN] for word in self.words))

    @property
    def long_words(self) -> tuple[str, ...]:
        """The words of which the index knows the beginning alone."""
        return tuple(word for word in self.words if len(word) > LONGEST_TOKEN and not word.isdecimal())


@dataclass(frozen=True, slots=True)
class HousePart:
    """A street as typed, and the beginning of a number."""

    street: NamePart
    number: str


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """A compiled text; empty where too little is typed."""

    folded: tuple[str, ...]
    """The typed words that count, as they are."""
    name: NamePart
    houses: tuple[HousePart, ...] = ()
    """Ways to read the end of the text as the number of a house."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.name.words


def place_query(text: str) -> PlaceQuery:
    """Return the compiled text."""
    words = _counting(fold(text).split()[:MOST_WORDS])
    return PlaceQuery(tuple(words), _name(words), tuple(_houses(words)))


def _counting(words: Sequence[str]) -> list[str]:
    flat = next((at for at, word in enumerate(words) if at and word in _FLAT_WORDS), len(words))
    kept = [word for at, word in enumerate(words[:flat]) if not _tells_nothing(words, at)]
    # A kind of street that is being typed: more words are before it, so it is not the name.
    if len(kept) > 1 and len(kept[-1]) >= SHORTEST_TOKEN and any(one.startswith(kept[-1]) for one in STREET_KINDS):
        del kept[-1]
    return kept or [word for word in words if word in STREET_KINDS]


def _tells_nothing(words: Sequence[str], at: int) -> bool:
    if words[at] in STREET_KINDS:
        return True
    beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
    return words[at] in HOUSE_WORDS and (not beside or any(word.isdecimal() for word in beside))


def _name(words: Iterable[str]) -> NamePart:
    """Return the words that the index can find; an initial alone narrows nothing."""
    found = (word if word.isdecimal() else stem(word) for word in words)
    return NamePart(tuple(word for word in found if word.isdecimal() or len(word) >= SHORTEST_TOKEN))


def _houses(words: Sequence[str]) -> Iterable[HousePart]:
    """Yield the street and the number: `8 12`, `45 a`; a name may itself end in a number."""
    start = len(words)
    while start > 1 and (words[start - 1].isdecimal() or len(words[start - 1]) == 1):
        start -= 1
    splits = [at for at in range(start, len(words)) if words[at].isdecimal()]
    for at in dict.fromkeys([*splits[:1], *splits[-1:]][:_MOST_SPLITS]):
        street = _name(words[:at])
        if street.words:
            yield HousePart(street, " ".join(words[at:]))


def ranked(query: PlaceQuery, found: Iterable[tuple[Place, str, str | None]]) -> list[Place]:
    """Return the places in the order to offer them; each comes with its stored text and the key of its number.

    First those whose number is the typed one, those that have all typed words whole, and those whose name begins with
    the first typed word; then by kind and length.
    """

    def order(one: tuple[Place, str, str | None]) -> tuple[object, ...]:
        place, text, number = one
        names = [name.split() for name in text.split("|")]
        is_whole = any(all(word in name for word in query.folded) for name in names)
        begins = any(name[0].startswith(query.name.words[0]) for name in names if name)
        is_number = number is None or any(number == house.number for house in query.houses)
        return (
            not is_number,
            not is_whole and place.kind is not PlaceKind.HOUSE,
            not begins,
            _RANKS[place.kind],
            len((number or "").partition(" ")[0]),
            len(text),
            text,
            number or "",
        )

    return [place for place, _, _ in sorted(found, key=order)]
