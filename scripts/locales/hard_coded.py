"""Finds texts for people that stand in the code of the page instead of in the catalogues.

In TypeScript and Svelte: Cyrillic letters in anything but comments. In the markup of Svelte also Latin letters, in text
nodes and in the attributes that people read or hear. Rule QC004 finds Cyrillic letters in the code of the server.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.locales.usage import page_files

_CYRILLIC = re.compile(r"[\u0400-\u04FF]")
KNOWN_DATA = {
    "frontend/src/domain/strength.ts": "passwords and rows of keys that are guessed first",
}
"""Files that may hold Cyrillic letters, and what for."""
NAMES = ("Qala", "Control", "OpenStreetMap")
"""Words that are the same in every language."""
ATTRIBUTES = ("label", "placeholder", "title", "aria-label", "alt", "aria-description", "aria-roledescription")
_TS_SKIPPED = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/|<!--.*?-->""",
    re.DOTALL,
)
_BLOCKS = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(rf"""[\s](?P<name>{"|".join(ATTRIBUTES)})=(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def hard_coded_texts(root: Path) -> list[str]:
    """Return one line for each text in the code of the page that belongs into a catalogue."""
    faults: list[str] = []
    for path in page_files(root):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        faults += _in_typescript(name, text)
        if path.suffix == ".svelte":
            faults += _in_markup(name, text)
    return faults


def _in_typescript(name: str, text: str) -> Iterator[str]:
    if name in KNOWN_DATA:
        return
    code = _TS_SKIPPED.sub(lambda match: match["string"] or _blank(match[0]), text)
    for number, line in enumerate(code.splitlines(), 1):
        if _CYRILLIC.search(line):
            yield f"{name}:{number}: text outside the catalogues: {line.strip()[:60]!r}"


def _in_markup(name: str, text: str) -> Iterator[str]:
    markup = _HTML_COMMENT.sub(_blanked, _BLOCKS.sub(_blanked, text))
    without_code = _without_expressions(markup)
    for match in _ATTRIBUTE.finditer(without_code):
        if _is_text(match["value"]):
            yield f"{name}:{_line(text, match.start())}: {match['name']}={match['value']!r} outside the catalogues"
    for number, line in enumerate(_TAG.sub(_blanked, without_code).splitlines(), 1):
        if _is_text(line):
            yield f"{name}:{number}: text outside the catalogues: {line.strip()[:60]!r}"


def _without_expressions(markup: str) -> str:
    """Return the markup with every `{...}` blanked, whatever is nested in it."""
    depth, kept = 0, []
    for character in markup:
        depth += character == "{"
        kept.append(character if depth == 0 or character == "\n" else " ")
        depth -= character == "}"
    return "".join(kept)


def _is_text(value: str) -> bool:
    for name in NAMES:
        value = value.replace(name, "")
    return _LETTERS.search(re.sub(r"&\w+;", "", value)) is not None


def _blanked(match: re.Match[str]) -> str:
    return _blank(match[0])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
