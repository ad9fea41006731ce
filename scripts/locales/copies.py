"""Finds a catalogue that is a copy of another: a language that was added and not translated."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

MOST_EQUAL = 0.1
"""The share of texts that two languages may have in common. Kazakh and Russian have 2 in 100: loanwords and names."""
FEWEST_TEXTS = 20
"""The share of fewer texts says nothing."""
_PLACEABLE = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2,}")


def copied_catalogues(texts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield one line for each two languages that have too many texts in common; ``texts`` is by language and key."""
    for one, other in combinations(texts, 2):
        compared = [key for key in texts[one].keys() & texts[other].keys() if _has_word(texts[one][key])]
        equal = sum(texts[one][key] == texts[other][key] for key in compared)
        if len(compared) >= FEWEST_TEXTS and equal > MOST_EQUAL * len(compared):
            yield (
                f"{other}: {equal} of {len(compared)} texts are those of {one}: translate them"
                f" (at most {MOST_EQUAL:.0%} may be equal)"
            )


def _has_word(text: str) -> bool:
    return _WORD.search(_PLACEABLE.sub("", text)) is not None
