"""Columns of values as the text of one array, which is how the sequencer passes them to PostgreSQL.

asyncpg looks at each element of an array several times, and a batch has some ten thousand.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson


def array_of(kind: str) -> str:
    """Return the type of the parameter of a column: the text of an array, which PostgreSQL reads."""
    return f"text::{kind}[]"


def array_text(column: Sequence[Any]) -> str:
    """Return the text of an array of numbers, truths, times, UUIDs or texts; None is NULL.

    JSON differs from it in its brackets, and in how it writes control characters.
    """
    text = orjson.dumps(column, default=str).decode()
    if "\\" in text and any(isinstance(value, str) and not value.isprintable() for value in column):
        return f"{{{','.join(map(_quoted, column))}}}"
    return f"{{{text[1:-1]}}}"


def array_texts(columns: Iterable[Sequence[Any]]) -> tuple[str, ...]:
    """Return the text of each of these columns."""
    return tuple(map(array_text, columns))


def unnested(kinds: Iterable[str]) -> str:
    """Return ``unnest`` of parameters for columns of these types."""
    return f"unnest({', '.join(f'${n + 1}::{array_of(kind)}' for n, kind in enumerate(kinds))})"


def _quoted(text: str | None) -> str:
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
