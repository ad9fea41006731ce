"""Wrapping the descriptions of a printed schema."""

import textwrap
from collections.abc import Iterable, Iterator

LONGEST_LINE = 120
_QUOTES = '"""'


def wrapped_descriptions(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a printed schema, with the text between triple quotes wrapped; all other lines stay."""
    inside = False
    for line in lines:
        text = line.strip()
        if text == _QUOTES:
            inside = not inside
        elif text.startswith(_QUOTES) and text.endswith(_QUOTES) and len(line) > LONGEST_LINE:
            indent = line[: len(line) - len(line.lstrip())]
            yield f"{indent}{_QUOTES}"
            yield from _wrapped(indent + text.removeprefix(_QUOTES).removesuffix(_QUOTES))
            yield f"{indent}{_QUOTES}"
            continue
        yield from _wrapped(line) if inside and len(line) > LONGEST_LINE else (line,)


def _wrapped(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(),
        LONGEST_LINE,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
