"""CSV for the spreadsheets of Kazakhstan; see ``docs/export.md`` for its separators."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from app.exporting.columns import Column, Content, columns_of, titles_of
from app.exporting.exported_request import Edition, ExportedRequest

SEPARATOR = ";"
"""What Excel expects where the comma separates decimals, as in the Kazakh and Russian settings of Windows."""
DECIMAL_COMMA = ","
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads the file in the Windows code page and shows Kazakh letters as others."""
_TIME_LENGTH = len("2026-11-29 17:00:00")
_INVISIBLE = r"\ufeff\u200b-\u200f\u2060"
_SIGN = "[=+\\-@＝＋－＠]"
_FORMULA = re.compile(rf"[\s{_INVISIBLE}]*(?:{_SIGN}|[\t\r\n])")
"""The beginnings that a spreadsheet may read as a formula, also behind characters that show nothing."""
_INNER_FORMULA = re.compile(rf"(?:[\t\r\n][\s{_INVISIBLE}]*|,[{_INVISIBLE}]*)(?={_SIGN})")
"""What a spreadsheet takes for the end of a cell if it was set to another separator than ours: it then reads quotes as
letters, so that a comma, a tab or a line break within a text begins a new cell."""
_HAS_FORMULA = re.compile(rf"{_SIGN}|[\t\r\n]")
"""Without any of these characters a text is no formula: most have none, and are looked at once."""


class CsvFile:
    """Writes a file from its beginning to its end."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._writers = [_writer(column, edition) for column in columns_of(edition)]

    def head(self) -> bytes:
        """Return the mark of the encoding and the titles."""
        return (BYTE_ORDER_MARK + _lines([titles_of(self._edition)])).encode()

    def rows(self, requests: Sequence[ExportedRequest]) -> bytes:
        """Return the lines of these requests."""
        return _lines([[write(exported) for write in self._writers] for exported in requests]).encode()

    def end(self) -> bytes:
        """Return nothing: the last line is the end."""
        return b""


def _writer(column: Column, edition: Edition) -> Callable[[ExportedRequest], str]:
    """Return what writes the cells of this column: the kind of its content is asked once, not for each of them."""
    value, write = column.value, _text_of(column.content, edition.zone)

    def cell(exported: ExportedRequest) -> str:
        return "" if (content := value(exported, edition)) is None else write(content)

    return cell


def _text_of(content: Content, zone: ZoneInfo) -> Callable[[Any], str]:
    match content:
        case Content.TIME:
            # Without the offset at its end, as a spreadsheet reads it.
            return lambda time: time.astimezone(zone).isoformat(" ", "seconds")[:_TIME_LENGTH]
        case Content.DEGREES:
            return lambda degrees: f"{degrees:.6f}".replace(".", DECIMAL_COMMA)
        case Content.WHOLE:
            return str
        case Content.TEXT:
            return safe_text


def safe_text(text: str) -> str:
    """Return the text, with an apostrophe wherever a spreadsheet could begin to calculate a formula."""
    if _HAS_FORMULA.search(text) is None:
        return text
    marked = _INNER_FORMULA.sub(r"\g<0>'", text)
    return f"'{marked}" if _FORMULA.match(text) else marked


def _lines(cells: Iterable[Sequence[str]]) -> str:
    written = StringIO(newline="")
    csv.writer(written, delimiter=SEPARATOR, lineterminator="\r\n").writerows(cells)
    return written.getvalue()
