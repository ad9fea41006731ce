"""Places of a city, read from a CSV file.

One error lists the faults of the file: the row as a spreadsheet numbers it, the column and what was expected there.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path

from app.data.toml_file import DataFileError, Fault, read_limited
from app.domain.places.geo import Box
from app.domain.places.place import LONGEST_NAME, LONGEST_NUMBER, Place, PlaceKind
from app.domain.text.texts import clean_line
from app.errors import InvalidInput

COLUMNS = ("kind", "name_kk", "name_ru", "house_number", "latitude", "longitude")
MOST_ROWS = 500_000
MOST_FAULTS = 30
"""So many faults are listed; the message says how many more there are."""
_DELIMITERS = ",;\t"
LANGUAGES_OF_NAMES = ("kk", "ru")
_KINDS = {kind.value.lower(): kind for kind in PlaceKind}


class _BadCell(Exception):
    """A fault of one cell: its column and what was expected there."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def load_places(path: Path, box: Box) -> list[Place]:
    """Return the places of a CSV file in UTF-8 with the columns of ``COLUMNS``, in its order.

    Each row has a name in Kazakh, in Russian or both. A house has the name of its street and a number; other kinds
    have none. ``box`` is the rectangle of the city, in which every place has to be. Other columns are not read.

    Raises:
        DataFileError: lists the faults of the file.
    """
    places, faults = [], []
    for number, cells in _rows(path):
        try:
            places.append(_place(cells, box))
        except _BadCell as error:
            faults.append(Fault(f"row {number}, {error.column}", error.message, _entry(cells)))
    if faults:
        more = len(faults) - MOST_FAULTS
        listed = faults[:MOST_FAULTS] + ([Fault("", f"and {more:,} more rows with a fault")] if more > 0 else [])
        raise DataFileError(path.name, *listed)
    if not places:
        raise DataFileError(path.name, Fault("row 2", "expected at least one place below the header"))
    return places


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row by column, with its number; 1 is the header."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, header)
        for number, row in enumerate(reader, start=2):
            if number > MOST_ROWS + 1:
                raise DataFileError(path.name, Fault(f"row {number}", f"expected at most {MOST_ROWS:,} places"))
            if any(cell.strip() for cell in row):
                if len(row) != len(header):
                    raise DataFileError(
                        path.name, Fault(f"row {number}", f"expected {len(header)} cells, but got {len(row)}")
                    )
                yield number, dict(zip(header, row, strict=True))
    except csv.Error as error:
        raise DataFileError(path.name, Fault(f"line {reader.line_num}", f"not valid CSV: {error}")) from error


def _text(path: Path) -> str:
    try:
        return read_limited(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataFileError(path.name, Fault(f"line {line}", "expected text in UTF-8, but got other bytes")) from error


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _check_header(path: Path, header: Sequence[str]) -> None:
    wrong = [name for name in COLUMNS if header.count(name) != 1]
    if wrong:
        got = ", ".join(map(repr, header)) or "nothing"
        message = f"expected each of the columns {', '.join(COLUMNS)} once, but got {got}"
        raise DataFileError(path.name, *(Fault(f"row 1, {name}", message) for name in wrong[:1]))


def _place(cells: Mapping[str, str], box: Box) -> Place:
    kind = _kind(cells["kind"])
    given = {language: _line(cells, f"name_{language}", LONGEST_NAME) for language in LANGUAGES_OF_NAMES}
    names = {language: name for language, name in given.items() if name}
    if not names:
        raise _BadCell("name_kk", "expected a name here or in name_ru")
    number = _line(cells, "house_number", LONGEST_NUMBER)
    if kind is PlaceKind.HOUSE and number is None:
        raise _BadCell("house_number", "expected the number of the house, but it is blank")
    if kind is not PlaceKind.HOUSE and number is not None:
        raise _BadCell("house_number", f"expected a blank for a {kind.lower()}, but got {number!r}")
    latitude, longitude = _degrees(cells, "latitude"), _degrees(cells, "longitude")
    if not box.contains(latitude, longitude):
        raise _BadCell(*_outside(latitude, longitude, box))
    return Place(kind=kind, names=names, house_number=number, latitude=latitude, longitude=longitude)


def _kind(cell: str) -> PlaceKind:
    kind = _KINDS.get(cell.strip().lower())
    if kind is None:
        raise _BadCell("kind", f"expected one of {', '.join(_KINDS)}, but got {cell!r}")
    return kind


def _line(cells: Mapping[str, str], column: str, limit: int) -> str | None:
    if not cells[column].strip():
        return None
    try:
        return clean_line(column, cells[column], limit=limit)
    except InvalidInput as error:
        raise _BadCell(column, error.message.removeprefix(f"{column}: ")) from error


def _degrees(cells: Mapping[str, str], column: str) -> float:
    cell = cells[column].strip()
    try:
        degrees = float(cell)
    except ValueError as error:
        hint = ": write it with a point" if cell.replace(",", "", 1).isdecimal() else ""
        raise _BadCell(column, f"expected degrees such as 43.2436, but got {cell!r}{hint}") from error
    if not isfinite(degrees):
        raise _BadCell(column, f"expected degrees such as 43.2436, but got {cell!r}")
    return degrees


def _outside(latitude: float, longitude: float, box: Box) -> tuple[str, str]:
    """Return the column that is wrong, and why."""
    if box.contains(longitude, latitude):
        return "latitude", f"latitude and longitude are swapped: {latitude}, {longitude}"
    if box.south <= latitude <= box.north:
        return "longitude", f"expected a place in the city, {box.west} to {box.east}, but got {longitude}"
    return "latitude", f"expected a place in the city, {box.south} to {box.north}, but got {latitude}"


def _entry(cells: Mapping[str, str]) -> str:
    name = cells["name_ru"].strip() or cells["name_kk"].strip()
    return repr(" ".join(filter(None, (name[:60], cells["house_number"].strip()[:20])))) if name else ""
