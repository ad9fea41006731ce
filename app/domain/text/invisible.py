"""Characters that show nothing, or turn the direction of the line they stand in: removed from texts that people typed.

The set follows the Unicode properties Default_Ignorable_Code_Point and Bidi_Control, and adds what looks blank without
being a space (U+2800, U+3164 and their kind). Joiners and variation selectors stay where a script or an emoji needs
them: between Arabic letters, as in Kazakh names of the Arabic script, after a virama, and inside emoji.
"""

import re
import unicodedata
from bisect import bisect_right

_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)  # fmt: skip
_STARTS = [first for first, _ in _RANGES]
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""They take room as a space does, so a space replaces them."""
_ZWNJ, _ZWJ, _TEXT_STYLE, _EMOJI_STYLE, _KEYCAP = "\u200c", "\u200d", "\ufe0e", "\ufe0f", "\u20e3"
_TAG_FIRST, _TAG_LAST, _BLACK_FLAG = 0xE0020, 0xE007F, "\U0001f3f4"
_PLAIN = re.compile(r"[\x00-\x7f\u0400-\u0482\u048a-\u052f№«»—–]*")
"""ASCII and the Cyrillic letters, without the marks among them: nearly every text is no more than that."""
_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
_MOST_MARKS = 4
"""Marks on one letter: Arabic has three at most, Vietnamese two. Longer stacks cover the lines above and below."""


def visible(text: str) -> str:
    """Return the text without characters that show nothing or turn the direction of the line.

    Blank-looking letters become spaces, line and paragraph separators become line breaks, and a letter keeps at most
    four marks.
    """
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for at, character in enumerate(text):
        shown = _shown(text, at, character, kept)
        marks = marks + 1 if shown and unicodedata.category(shown) in {"Mn", "Me"} else 0
        if shown and marks <= _MOST_MARKS:
            kept.append(shown)
    return "".join(kept)


def _shown(text: str, at: int, character: str, kept: list[str]) -> str:
    """Return what stands for a character; empty where nothing does."""
    if character in "\u2028\u2029":
        return "\n"
    if character in _BLANKS:
        return " "
    if not _is_hidden(character) or _is_needed(text, at, character, kept):
        return character
    return ""


def _is_hidden(character: str) -> bool:
    code = ord(character)
    index = bisect_right(_STARTS, code) - 1
    return index >= 0 and code <= _RANGES[index][1]


def _is_needed(text: str, at: int, character: str, kept: list[str]) -> bool:
    before = kept[-1] if kept else ""
    after = text[at + 1 : at + 2]
    if character in {_TEXT_STYLE, _EMOJI_STYLE}:
        return _is_symbol(before) or (before in set("0123456789#*") and after == _KEYCAP)
    if character == _ZWJ and _is_emoji_part(before) and _is_symbol(after):
        return True
    if character in {_ZWJ, _ZWNJ}:
        joins = _is_arabic(before) and _is_arabic(after)
        return joins or bool(before and unicodedata.combining(before) == 9 and after.isalpha())
    # The flags of England, Scotland and Wales are a black flag with letters of the tag block.
    return _TAG_FIRST <= ord(character) <= _TAG_LAST and (before == _BLACK_FLAG or _is_tag(before))


def _is_symbol(character: str) -> bool:
    """Whether an emoji may begin with it: a symbol that is no letter, digit or currency sign."""
    return bool(character) and ord(character) > 0xA8 and unicodedata.category(character) in {"So", "Sk", "Sm", "Po"}


def _is_emoji_part(character: str) -> bool:
    return _is_symbol(character) or character == _EMOJI_STYLE


def _is_tag(character: str) -> bool:
    return bool(character) and _TAG_FIRST <= ord(character) < _TAG_LAST


def _is_arabic(character: str) -> bool:
    return bool(character) and any(first <= ord(character) <= last for first, last in _ARABIC)
