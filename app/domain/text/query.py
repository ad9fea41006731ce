"""What a person typed to find requests: words, each of which has to be in the text, and perhaps a number.

The words may come in any order. One of three letters or more is found anywhere, without its ending; a shorter one at
the beginning of a word; a number as a whole. The database looks for the same patterns in the stored text as ``matches``
does, so that a list and a live feed agree on every request.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.text.folding import fold, latin_look_alikes

SHORTEST_INDEXED = 3
"""Pieces of so many letters are what the index of the stored text knows."""
MOST_WORDS = 12
"""Words after these are not looked at."""
_NUMBER_DIGITS, _CITY_LETTERS, _LONGEST = 6, 3, 12
_BARE_NUMBER = re.compile(r"\s*(?:#|no?[.\s]*)?\s*(?P<digits>\d+)\s*")
_NUMBER = re.compile(
    # rule: QC004 a Cyrillic letter that looks like a three
    r"\s*(?:#|no?[.\s]*)?\s*(?P<city>[^\W\d_]{3})[\s\-\u2010-\u2015_]*(?P<digits>[\doliз]*\d[\doliз]*)\s*"
)
_DIGIT_LOOK_ALIKES = str.maketrans("oliз", "0113")  # rule: QC004 a Cyrillic letter that looks like a three
_KINDS = (
    "ulitsa ulitsi ulitse ul prospekt prospekta prospekte prosp pr bulvar bulvara bulv b shose sh pereulok pereulka per"
    " mikroraion mikroraiona mkr mkrn proezd proezda koshe koshesi koshesinde kosh danggili dangili dangil dangilinda"
    " ikshamaudan ikshamaudani iksham tuik tuigi street st avenue ave road rd boulevard"
)
STREET_KINDS = frozenset(_KINDS.split())
"""Kinds of streets in Russian and Kazakh with their abbreviations, and in English; folded."""
HOUSE_WORDS = frozenset({"d", "dom", "doma", "ui", "house", "h"})
"""Words for houses: they tell nothing beside a number."""
_ENDINGS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (4, ("larda", "lerde", "larin", "lerin", "iami", "nda", "nde", "nin", "din", "tin", "lar", "ler", "dar", "der")),
    (4, ("tar", "ter", "dan", "den", "tan", "ten", "nan", "nen", "ogo", "ego", "imi", "ami", "iah")),
    (5, ("aia", "uiu")),
    (4, ("iam", "iu", "ia", "oi", "ei", "ie", "oe", "ah", "ih", "am", "om", "em")),
    (5, ("da", "de", "ta", "te", "ga", "ge", "ka", "ke", "di", "ti", "ni", "si")),
    (4, ("a", "e", "i", "o", "u")),
)
"""Endings of cases and of the plural in Russian and Kazakh, folded, with how many letters have to remain."""
_BEFORE_CASES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (4, ("lar", "ler", "dar", "der", "tar", "ter")),
    (5, ("si",)),
)
"""Kazakh endings that a case may follow."""
_SHORT_I = re.compile("[aeou]i")
"""The end of a word in a consonant, which only the alphabet of folded texts writes as a vowel."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A compiled search. ``words`` has for each typed word the patterns of which one has to be in the stored text."""

    folded: str
    """The words that count, folded."""
    words: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    """The numbers of requests that the text may name."""
    serial: int | None = None
    """The running number, where the text is one, with or without a city."""

    @property
    def is_indexed(self) -> bool:
        """Whether the index can find it: one word at least has patterns that are long enough."""
        return bool(self.indexed_words)

    @property
    def indexed_words(self) -> tuple[tuple[str, ...], ...]:
        """The words whose patterns the index knows."""
        return tuple(word for word in self.words if all(len(one.strip()) >= SHORTEST_INDEXED for one in word))

    @property
    def like_patterns(self) -> list[str]:
        """One pattern of LIKE for each typed word, all of which a folded name that is found matches."""
        return [f"%{word[0]}%" for word in self.words]

    def matches(self, number: str, stored: str) -> bool:
        """Whether a request of this number and stored text is found."""
        if number in self.numbers:
            return True
        return bool(self.words) and all(any(one in stored for one in word) for word in self.words)


@lru_cache(1024)
def text_query(text: str) -> TextQuery | None:
    """Return the compiled search; None for a blank text, which narrows nothing.

    A text of signs alone finds nothing: it has no words, and no number.
    """
    if not text.strip():
        return None
    numbers, serial = _number(text)
    is_bare = serial is not None and not numbers
    words = [str(serial)] if is_bare else _counting(fold(text).split()[:MOST_WORDS])
    return TextQuery(" ".join(words), tuple((_pattern(word),) for word in words), numbers, serial)


def with_similar(query: TextQuery, similar: Sequence[Sequence[str]]) -> TextQuery:
    """Return the search that finds, beside each typed word, these whole words as well."""
    words = tuple(
        (*patterns, *(f" {one} " for one in others)) for patterns, others in zip(query.words, similar, strict=True)
    )
    return TextQuery(query.folded, words)


def number_of(city_id: str, serial: int) -> str:
    """Return the public number of a request, such as ``ALM-000123``."""
    return f"{city_id[:_CITY_LETTERS].upper()}-{serial:0{_NUMBER_DIGITS}d}"


def _counting(words: Sequence[str]) -> list[str]:
    """Return the words without those that tell nothing of a place, unless there are no others."""
    kept = [word for at, word in enumerate(words) if not _tells_nothing(words, at)]
    return list(dict.fromkeys(kept if any(not word.isdecimal() for word in kept) else words))


def _tells_nothing(words: Sequence[str], at: int) -> bool:
    if words[at] in STREET_KINDS:
        return True
    beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
    return words[at] in HOUSE_WORDS and any(word.isdecimal() for word in beside)


def _pattern(word: str) -> str:
    if word.isdecimal():
        return f" {word} "
    return f" {word}" if len(word) < SHORTEST_INDEXED else stem(word)


def stem(word: str) -> str:
    """Return the word without its endings, which are seldom typed as they stand in the text."""
    return _without(_without(word, _ENDINGS), _BEFORE_CASES)


def _without(word: str, endings: tuple[tuple[int, tuple[str, ...]], ...]) -> str:
    for least, some in endings:
        for ending in some:
            shorter = word[: -len(ending)]
            if len(shorter) >= least and word.endswith(ending) and not (ending == "i" and _SHORT_I.match(word[-2:])):
                return shorter
    return word


def _number(text: str) -> tuple[frozenset[str], int | None]:
    """Return the numbers that the text may name, and its running number; letters of either alphabet are accepted."""
    latin = latin_look_alikes(text)
    bare = _BARE_NUMBER.fullmatch(latin)
    found = bare or _NUMBER.fullmatch(latin)
    serial = int(found["digits"].translate(_DIGIT_LOOK_ALIKES)) if found and len(found["digits"]) <= _LONGEST else None
    if found is None or serial is None or bare is not None:
        return frozenset(), serial
    cities = {found["city"], fold(text).partition(" ")[0]}
    return frozenset(number_of(city, serial) for city in cities if len(city) == _CITY_LETTERS), serial
