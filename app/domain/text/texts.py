"""Texts that people typed: checked, trimmed, and folded for search."""

import re
import unicodedata

from app.domain.text.invisible import visible
from app.errors import InvalidInput

_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(field: str, text: str | None, *, limit: int, least: int = 1) -> str:
    """Return the text trimmed and normalised: NFC, no control characters, no characters that show nothing.

    Raises:
        InvalidInput: shorter than ``least`` or longer than ``limit`` characters after trimming.
    """
    normal = visible(unicodedata.normalize("NFC", text or "")).replace("\r\n", "\n").replace("\r", "\n")
    printable = "".join(c for c in normal if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    trimmed = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", printable)).strip()
    if len(trimmed) < least:
        raise InvalidInput(field, f"{field}: expected at least {least} characters, got {len(trimmed)}", least=least)
    if len(trimmed) > limit:
        raise InvalidInput(field, f"{field}: expected at most {limit} characters, got {len(trimmed)}", limit=limit)
    return trimmed


def clean_line(field: str, text: str | None, *, limit: int) -> str:
    """Return the cleaned text on one line: line breaks become spaces.

    Raises:
        InvalidInput: empty, or longer than ``limit`` characters.
    """
    return clean_text(field, " ".join(visible(text or "").split()), limit=limit)


def optional_text(field: str, text: str | None, *, limit: int) -> str | None:
    """Return the cleaned text, or None for an empty one."""
    return clean_text(field, text, limit=limit, least=0) or None


def search_key(*texts: str) -> str:
    """Return the texts folded for search: case, ё and е, and runs of space do not matter; Kazakh letters are kept."""
    # rule: QC004 the letter yo is written as e by most people, so both are one for a search
    folded = unicodedata.normalize("NFKC", visible(" ".join(texts))).casefold().replace("ё", "е")
    return " ".join(folded.split())
