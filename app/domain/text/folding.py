"""Folds texts for search: what a person types on a Kazakh, a Russian or a Latin keyboard is written in one alphabet.

A folded text is words in small Latin letters, and numbers without leading zeros, each pair with one space between
them. Kazakh letters become the Russian ones that they resemble, sounds that people confuse become one letter, doubled
letters one, and everything else, signs and characters that show nothing included, parts words or disappears. Scripts
other than Cyrillic and Latin keep their letters. ``stored_text`` is what the database and the live filters search in.
"""

import re
import unicodedata
from functools import lru_cache

from app.domain.text.invisible import visible

_CYRILLIC = (
    # rule: QC004 the Russian alphabet
    "аa бb вv гg дd еe ёe жj зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsh ъ ыi ь эe юiu яia"
    # rule: QC004 the letters that Kazakh, Ukrainian, Uzbek and Kyrgyz add
    " әa ғg қk ңn өo ұu үu һh іi їi єe ґg ўu ҳh ҷj ӯu ӣi ѕs јj ӏi"
)
_LATIN = "w:u q:k c:k x:ks y:i ç:ch ş:sh ŝ:sh š:sh č:ch ž:j ğ:g ǵ:g ŋ:n ñ:n ı:i ə:a æ:a ø:o œ:o đ:d ł:l þ:t ð:d"
_LETTERS = {ord(one[0]): one[1:] for one in _CYRILLIC.split()} | {
    ord(one[0]): one[2:] for one in _LATIN.split() if one[1:2] == ":"
}
# rule: QC004 Cyrillic letters beside the Latin letters that look the same, in small and capital form alike
_LOOK_ALIKE = dict(zip("авекмнорстухіјѕһү", "abekmhopctyxijshy", strict=True))
_TO_LATIN = str.maketrans(_LOOK_ALIKE)
# rule: QC004 two letters that look like ones listed before them
_TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in _LOOK_ALIKE.items() if letter not in "һү"})
_GREEK = str.maketrans("αβεηικμνορτυχγ", "abehikmnoptyxy")
"""Greek letters whose capitals look like Latin ones."""

_USUAL = re.compile(r"[\x00-\x7f\u0400-\u0482\u048a-\u052f\u00ab\u00bb\u2013\u2014\u2018-\u201d\u2116]*")
"""What most texts are made of: compatibility forms, marks and signs that show nothing need not be looked for."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LATIN_WORD = re.compile(r"[a-z\u00df-\u024f]+")
_IS_LATIN, _IS_CYRILLIC = re.compile(r"[a-z]"), re.compile(r"[\u0400-\u052f]")
_JOINED = re.compile(r"['`´\u2018\u2019\u02b9-\u02bf]")
"""Signs inside words, for soft signs and in the apostrophe alphabet; without them the word stays one."""
_DIGRAPHS = (
    (re.compile("shch|sch"), "sh"),
    (re.compile("tch"), "ch"),
    (re.compile("^(?:dzh|dj)|zh"), "j"),
    (re.compile("kh"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("ck"), "k"),
    (re.compile("ph"), "f"),
    (re.compile("ye"), "e"),
    (re.compile("(?<![aeiouy])yo"), "e"),
)
"""Spellings of one sound in Latin letters; those of a Cyrillic letter are what ``_LETTERS`` has for it."""
_HARD_BEGINNING = re.compile("^дж")  # rule: QC004 the Russian spelling of the Kazakh letter at the beginning of names
_DOUBLED = re.compile(r"(.)\1+")
_MANY = 60
"""A longer word is cut: the index stores a piece for each letter, and such words are not searched for."""


def fold(text: str) -> str:
    """Return the text folded for search; empty where it has neither a letter nor a digit."""
    words = _WORD.findall(_JOINED.sub("", _plain(text)))
    return " ".join(folded for word in words if (folded := _folded(word)))


def stored_text(*texts: str) -> str:
    """Return the texts folded, with a space before and after each word."""
    return f" {fold(' '.join(texts))} "


def latin_look_alikes(text: str) -> str:
    """Return the text in small letters, with the Latin letters that its letters look like."""
    plain = unicodedata.normalize("NFKC", visible(text)).casefold()
    return plain.translate(_TO_LATIN).translate(_GREEK)


def _plain(text: str) -> str:
    """Return the text in small letters, without marks on letters; letters that ``_LETTERS`` knows are kept whole."""
    if _USUAL.fullmatch(text):
        return text.casefold()
    # Else the compatible form of the number sign would be a word.
    plain = unicodedata.normalize("NFKC", visible(text).replace("\u2116", " ")).casefold()
    parts = (one if ord(one) in _LETTERS else unicodedata.normalize("NFKD", one) for one in plain)
    return "".join(one for one in "".join(parts) if unicodedata.category(one) not in {"Mn", "Me", "Cf"})


@lru_cache(16_384)
def _folded(word: str) -> str:
    if word[0].isdecimal():
        return "".join(str(unicodedata.decimal(digit)) for digit in word).lstrip("0")[:_MANY] or "0"
    if word.isascii() or _LATIN_WORD.fullmatch(word):
        return _cut(_of_latin(word))
    if _IS_LATIN.search(word):
        return _cut(_of_mixed(word))
    return _cut(_HARD_BEGINNING.sub("j", word).translate(_LETTERS))


def _of_latin(word: str) -> str:
    for spelling, letter in _DIGRAPHS:
        word = spelling.sub(letter, word)
    # The letter c of "ch" is kept; alone it is a k.
    return "ch".join(part.translate(_LETTERS) for part in word.split("ch"))


def _of_mixed(word: str) -> str:
    """Return a word in which letters of one alphabet stand for those of the other that look the same."""
    as_latin = word.translate(_TO_LATIN).translate(_GREEK)
    if not _IS_CYRILLIC.search(as_latin):
        return _of_latin(as_latin)
    return word.translate(_TO_CYRILLIC).translate(_LETTERS)


def _cut(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)[:_MANY]
