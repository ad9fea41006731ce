"""Read a CSV file, plain, gzipped or alone in a ZIP, row by row; errors name the row and the mapping key to change."""

import csv
import gzip
import io
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from app.errors import QalaError

ZIP_MAGIC = b"PK\x03\x04"
GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = ",;\t|"


class TableFileError(QalaError):
    """The file cannot be read as a table."""

    code = "TABLE_FILE"

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path.name}: {message}", file=str(path))


class StrayQuote(csv.Error):
    """A quote in this line would swallow the rows below it; the lines below are read on their own."""

    def __init__(self, line: str) -> None:
        super().__init__(line.rstrip("\r\n"))


class _Lines:
    """The lines of a text; those of the row that is being read can be given back, to be read again."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._text)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Give all lines of the row but its first one back; return the first one."""
        first, *others = self.taken
        self._returned.extendleft(reversed(others))
        return first


class TableFile:
    """An open table: its header, its rows, and the number of bytes read so far."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self._raw = _open(path)
        try:
            self.size_bytes = path.stat().st_size
            self._text = io.TextIOWrapper(self._decompressed(), encoding=encoding, newline="")
            # Without `strict` the parser takes everything after an unclosed quote for one cell and reports no error.
            self._lines = _Lines(self._text)
            self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
            self.header = self._header()
        except BaseException:
            self._raw.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second call has no effect."""
        self._text.close()
        self._raw.close()

    @property
    def bytes_read(self) -> int:
        """Return how many bytes of the file, compressed ones if it is gzipped, have been read; for a progress bar."""
        return self.size_bytes if self._raw.closed else self._raw.tell()

    def rows(
        self, is_row: Callable[[list[str]], bool] = lambda cells: False
    ) -> Iterator[tuple[int, list[str] | csv.Error]]:
        """Yield each row with its number (1 is the first below the header); an invalid row as the parser's error.

        A quote that is not closed makes the parser take the lines below it for one cell. Where that ends in an error,
        or where ``is_row`` finds that one of those lines is a row by itself, only the line with the quote is invalid.
        """
        number = 0
        while (row := self._next(number)) is not None:
            # Many files end with an empty line, which is no row.
            if row:
                number += 1
                yield number, self._without_swallowed_lines(row, is_row)

    def _without_swallowed_lines(
        self, row: list[str] | csv.Error, is_row: Callable[[list[str]], bool]
    ) -> list[str] | csv.Error:
        lines = self._lines.taken
        if len(lines) == 1:
            return row
        if isinstance(row, csv.Error) or any(is_row(self._cells_of(line)) for line in lines[1:]):
            return StrayQuote(self._lines.give_back())
        return row

    def _cells_of(self, line: str) -> list[str]:
        return line.rstrip("\r\n").replace('"', "").split(self.delimiter)

    def position_of(self, column: str, key: str) -> int:
        """Return the index of a column; `key` is the mapping key that names it, for the error."""
        if self.header.count(column) == 1:
            return self.header.index(column)
        if column in self.header:
            raise self._error(f"column {column!r} ({key}) is there {self.header.count(column)} times; expected it once")
        names = ", ".join(repr(name) for name in self.header)
        raise self._error(f"no column {column!r} ({key}); {self._delimiter_hint()}the header has {names}")

    def _header(self) -> list[str]:
        row = self._next(0)
        if isinstance(row, csv.Error):
            raise self._error(f"the header is no CSV: {row}")
        if not row:
            raise self._error("expected a header in the first line, but got nothing")
        return [name.strip() for name in row]

    def _next(self, number: int) -> list[str] | csv.Error | None:
        self._lines.taken.clear()
        try:
            return next(self._reader, None)
        except csv.Error as error:
            return error
        except UnicodeError as error:
            expected = f"expected text in {self.encoding.removesuffix('-sig')}, but got other bytes after row {number}"
            raise self._error(f"{expected}; set `encoding` in the mapping") from error
        except EOFError as error:
            raise self._error(f"cut short after row {number}: the gzip data ends before its end mark") from error
        except (zlib.error, zipfile.BadZipFile, OSError) as error:
            raise self._error(f"damaged after row {number}: {error}") from error

    def _decompressed(self) -> IO[bytes]:
        # By the magic bytes, because downloaded gzip files often lack the suffix.
        if self._raw.peek(4)[:4] == ZIP_MAGIC:
            return self._only_member()
        if self._raw.peek(2)[:2] == GZIP_MAGIC:
            return cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw))
        if self.path.suffix == ".gz":
            raise self._error("expected gzip data, as its name says, but got something else")
        return self._raw

    def _only_member(self) -> IO[bytes]:
        try:
            archive = zipfile.ZipFile(self._raw)
            names = [member.filename for member in archive.infolist() if not member.is_dir()]
            if len(names) != 1:
                listed = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
                raise self._error(f"a ZIP of {len(names)} files ({listed}); expected one: unpack it and name the table")
            return archive.open(names[0])
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            # RuntimeError is how zipfile refuses a file with a password.
            raise self._error(f"a ZIP that cannot be opened: {error}") from error

    def _delimiter_hint(self) -> str:
        if len(self.header) > 1:
            return ""
        likely = max(DELIMITERS, key=self.header[0].count)
        if likely == self.delimiter or likely not in self.header[0]:
            return ""
        return (
            f"expected columns separated by {self.delimiter!r}, but {likely!r} is likely (`delimiter` in the mapping); "
        )

    def _error(self, message: str) -> TableFileError:
        return TableFileError(self.path, message)


def _open(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise TableFileError(path, f"cannot be opened ({error.strerror})") from error
