"""Read a CSV file, plain or gzipped, row by row, with errors that name the row and the mapping key to change."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from app.errors import QalaError

GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = ",;\t|"


class TableFileError(QalaError):
    """The file cannot be read as a table."""

    code = "TABLE_FILE"

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path.name}: {message}", file=str(path))


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
            self._reader = csv.reader(self._text, delimiter=delimiter, strict=True)
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

    def rows(self) -> Iterator[tuple[int, list[str] | csv.Error]]:
        """Yield each row with its number (1 is the first below the header); an invalid row as the parser's error."""
        number = 0
        while (row := self._next(number)) is not None:
            # Many files end with an empty line, which is no row.
            if row:
                number += 1
                yield number, row

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
        try:
            return next(self._reader, None)
        except csv.Error as error:
            return error
        except UnicodeError as error:
            expected = f"expected text in {self.encoding.removesuffix('-sig')}, but got other bytes after row {number}"
            raise self._error(f"{expected}; set `encoding` in the mapping") from error
        except EOFError as error:
            raise self._error(f"cut short after row {number}: the gzip data ends before its end mark") from error
        except (zlib.error, OSError) as error:
            raise self._error(f"damaged after row {number}: {error}") from error

    def _decompressed(self) -> IO[bytes]:
        # By the magic bytes, because downloaded gzip files often lack the suffix.
        if self._raw.peek(2)[:2] == GZIP_MAGIC:
            return cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw))
        if self.path.suffix == ".gz":
            raise self._error("expected gzip data, as its name says, but got something else")
        return self._raw

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
