"""Words that speak for the city or for the product: no part of a name that the public reads of a citizen."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from app.domain.text.invisible import visible

# Әкім and Аким are given names, so they are none of these words. An inflected form stands where it reads as a
# signature. The words are compared and shown to no one.
WORDS: Mapping[str, str] = {
    # rule: QC004 compared only
    "kk": "әкімдік, әкімдігі, әкімшілік, әкімшілігі, модератор, оператор, мәслихат, қолдау қызметі",
    # rule: QC004 compared only
    "ru": "акимат, акимата, администратор, администрация, администрации, админ, маслихат, техподдержка",
    "en": "akimat, administrator, administration, admin, moderator, operator, support, city hall",
    "latin": "akimdik, akimdigi, akimshilik, maslihat, maslikhat, qalacontrol, qala control",
}
"""By language."""

# Letters of other scripts, and digits, after the Latin letter that they look like, small or capital. The letter "l"
# stands for everything that is one stroke.
_ALIKE_LETTERS = (
    "aаα bвβ cс dԁ eеэәəε fғ gɡ hнһηң kкκқ "  # rule: QC004 letters that look alike
    "lіιiıӏ1 mмμ nпπ oοоө0 pрρ rг sѕ5 tтτ uиυ wшщω xхχ yуγүұ zз3"  # rule: QC004 letters that look alike
)
_ALIKE = str.maketrans({letter: shape[0] for shape in _ALIKE_LETTERS.split() for letter in shape})
_WORD = re.compile(r"[^\W_]+")
_SPACED = re.compile(r"(?<=\b[^\W_])[\W_]+(?=[^\W_]\b)")
"""What stands between two single letters: a word may be written with spaces between its letters."""


def _shape(word: str) -> str:
    """Return what a word looks like: letters of one shape become one letter, marks and case are dropped."""
    plain = unicodedata.normalize("NFKD", visible(word).casefold())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return bare.translate(_ALIKE)


def _shapes(text: str) -> list[str]:
    return [_shape(word) for word in _WORD.findall(_SPACED.sub("", text.replace("|", "l").replace("!", "l")))]


_TAKEN = frozenset("".join(_shapes(word)) for words in WORDS.values() for word in words.split(","))


@lru_cache(maxsize=4096)
def speaks_for_office(name: str) -> bool:
    """Whether a word of the name, or two in a row, or all of its letters together, is one of these words."""
    shapes = _shapes(name)
    pairs = {first + second for first, second in pairwise(shapes)}
    return not _TAKEN.isdisjoint({*shapes, *pairs, "".join(shapes)})
