"""Which category a text is about, by a table of words: a suggestion only, which a person accepts or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.text.folding import fold
from app.domain.text.query import stem

SHORTEST_BEGINNING = 5
"""A word of the table that has so many letters without its ending is found at the beginning of typed words."""
MOST_TYPED = 100
"""Words of a text after these are not looked at."""


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text, folded, and those without their endings."""

    words: tuple[str, ...]
    stems: frozenset[str]

    def has(self, beginning: str) -> bool:
        """Whether a word is a form of the one with this stem."""
        return beginning in self.stems or (
            len(beginning) >= SHORTEST_BEGINNING and any(word.startswith(beginning) for word in self.words)
        )


class CategoryWords:
    """The words of categories, prepared for many texts; a phrase counts with all its words, wherever they stand."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._phrases = {
            key: {tuple(dict.fromkeys(map(stem, fold(phrase).split()))) for phrase in phrases} - {()}
            for key, phrases in table.items()
        }

    def suggested(self, text: str, most: int) -> list[str]:
        """Return the keys of the table whose words the text has, those of the most words first; equals as in it."""
        words = tuple(fold(text).split()[:MOST_TYPED])
        typed = _Text(words, frozenset(map(stem, words)))
        # A word of two phrases that are there counts once.
        scores = {
            key: len({word for phrase in phrases if all(map(typed.has, phrase)) for word in phrase})
            for key, phrases in self._phrases.items()
        }
        return sorted((key for key, score in scores.items() if score), key=lambda key: -scores[key])[:most]
