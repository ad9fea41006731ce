"""Takes secrets out of log lines: a log is read by more people than may use an account."""

import re
from typing import Any

_REPLACED = "***"
_WORD = re.compile(r"[A-Za-z0-9_-]{32,}")
"""The alphabet of our tokens; the shortest has 256 bits, which are 43 letters."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):[^\s/@]+@")


def redact(text: str) -> str:
    """Return the text without tokens and without passwords in addresses.

    Hashes and ids stay, because they open nothing: they have no letters of both cases.
    """
    return _WORD.sub(_token, _PASSWORD_IN_URL.sub(rf"\1:{_REPLACED}@", text))


def redact_line(_: Any, __: str, line: Any) -> Any:
    """Redact one log line; the last processor of structlog, after the line is rendered."""
    return redact(line) if isinstance(line, str) else line


def _token(match: "re.Match[str]") -> str:
    word = match[0]
    if _UUID.fullmatch(word) or not _looks_random(word):
        return word
    return _REPLACED


def _looks_random(word: str) -> bool:
    """Whether a word has both cases and digits, which names of functions, hashes and ids never have together."""
    return word.lower() != word and word.upper() != word and any(letter.isdigit() for letter in word)
