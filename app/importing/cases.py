"""Read the rows of a table: a valid row becomes a Case, an invalid one a Refusal with its reason."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.importing.bad_field import BadField
from app.importing.local_time import LocalTimeReader
from app.importing.mapping import Mapping
from app.importing.mapping_file import Columns
from app.importing.place_cells import read_degrees, read_point
from app.importing.table_file import TableFile

LONGEST_VALUE_SHOWN = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A valid row. Times are in UTC.

    Contradictions in the table are flagged and kept: a closed case may lack its closing time,
    an open one may have one (it was reopened), and a closing time may be earlier than the opening.
    """

    #: The first row below the header is 1.
    row_number: int
    external_id: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    closed: bool
    category_id: str
    #: The category as the table writes it.
    type_text: str
    title: str
    description: str
    closure_reason: str
    #: The area if the table has no address; blank if it has neither.
    address: str
    latitude: float
    longitude: float
    executor_name: str | None
    #: Whether the promise was kept, as the table writes it; `Mapping.says_on_time` parses it.
    on_time: str | None
    #: Whether the place is unknown: the row has no coordinates, or the point that the table uses for that.
    placeholder_point: bool
    closed_before_opened: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """A row that cannot be imported, with the reason."""

    row_number: int
    external_id: str
    #: The key of the column in the mapping, or `row` for the whole row.
    field: str
    #: What was expected; equal for equal errors, so that refusals can be counted by it.
    reason: str
    #: The value found instead, cut to `LONGEST_VALUE_SHOWN` characters.
    value: str


class CaseFile:
    """An open table of cases. Opening it checks the header; it can be iterated once."""

    def __init__(self, path: str | Path, mapping: Mapping) -> None:
        self._table = TableFile(Path(path), encoding=mapping.encoding, delimiter=mapping.delimiter)
        try:
            self._rows = RowReader(mapping, self._table)
        except BaseException:
            self._table.close()
            raise

    def place_unknown_at(self, latitude: float, longitude: float) -> None:
        """Read a row without coordinates as a case at this point with an unknown place; without this it is refused."""
        self._rows.unknown_place = (latitude, longitude)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._table.close()

    def __iter__(self) -> Iterator[Case | Refusal]:
        for number, row in self._table.rows(self._rows.is_row):
            yield self._rows.read(number, row)

    @property
    def size_bytes(self) -> int:
        """Return the size of the file on disk, compressed if it is gzipped."""
        return self._table.size_bytes

    @property
    def bytes_read(self) -> int:
        """Return how much of `size_bytes` has been read: for a progress bar."""
        return self._table.bytes_read


class RowReader:
    """Converts the cells of a row into a Case or a Refusal."""

    def __init__(self, mapping: Mapping, table: TableFile) -> None:
        self._mapping = mapping
        self.unknown_place: tuple[float, float] | None = None
        self._width = len(table.header)
        self._positions = _positions(mapping.columns, table)
        self._has_point = mapping.columns.point is not None
        self._time = LocalTimeReader(mapping.date_format, mapping.timezone)
        # A table has some hundred types in some hundred thousand rows, so the look-up by pattern is cached.
        self._category_ids: dict[str, str] = {}

    def read(self, number: int, row: list[str] | csv.Error) -> Case | Refusal:
        """Return the case of a row, or the refusal if a field is not valid."""
        external_id = ""
        try:
            cells = self._cells(row)
            external_id = cells["external_id"]
            return self._case(number, cells)
        except BadField as bad:
            return Refusal(
                row_number=number,
                external_id=external_id,
                field=bad.field,
                reason=bad.reason,
                value=bad.value[:LONGEST_VALUE_SHOWN],
            )

    def is_row(self, cells: list[str]) -> bool:
        """Whether the cells of one line, split without regard to quotes, are a row of this table."""
        if len(cells) != self._width:
            return False
        index = dict(self._positions)["opened_at"]
        try:
            self._time.read(cells[index].strip())
        except ValueError:
            return False
        return True

    def _cells(self, row: list[str] | csv.Error) -> dict[str, str]:
        if isinstance(row, csv.Error):
            raise BadField("row", "expected CSV, with quotes closed and doubled inside", str(row))
        if len(row) != self._width:
            raise BadField("row", f"expected {self._width} cells", f"{len(row)} cells")
        # `_positions` maps fields without a column to this empty last cell.
        row.append("")
        return {field: row[index].strip() for field, index in self._positions}

    def _case(self, number: int, cells: dict[str, str]) -> Case:
        opened_at = self._moment(cells, "opened_at")
        closed_at = self._moment(cells, "closed_at") if cells["closed_at"] else None
        (latitude, longitude), unknown = self._place(cells)
        return Case(
            row_number=number,
            external_id=_text(cells, "external_id"),
            opened_at=opened_at,
            due_at=self._moment(cells, "due_at") if cells["due_at"] else None,
            closed_at=closed_at,
            closed=self._closed(cells),
            category_id=self._category_id(cells["type"]),
            type_text=_optional(cells, "type"),
            title=_optional(cells, "title"),
            description=_optional(cells, "description"),
            closure_reason=_optional(cells, "closure_reason"),
            address=_optional(cells, "address") or _optional(cells, "area"),
            latitude=latitude,
            longitude=longitude,
            executor_name=_optional(cells, "executor") or None,
            on_time=_optional(cells, "on_time") or None,
            placeholder_point=unknown,
            closed_before_opened=closed_at is not None and closed_at < opened_at,
        )

    def _place(self, cells: dict[str, str]) -> tuple[tuple[float, float], bool]:
        """Return the point, and whether it only stands for "place unknown"."""
        both = cells["point"] if self._has_point else cells["latitude"] + cells["longitude"]
        if not both and self.unknown_place is not None:
            return self.unknown_place, True
        if self._has_point:
            point = read_point(both)
        else:
            point = (
                read_degrees(cells["latitude"], "latitude", 90),
                read_degrees(cells["longitude"], "longitude", 180),
            )
        return point, point in self._mapping.placeholder_points

    def _moment(self, cells: dict[str, str], field: str) -> datetime:
        try:
            return self._time.read(cells[field])
        except ValueError:
            raise BadField(field, f"expected a time like {self._time.date_format}", cells[field]) from None

    def _closed(self, cells: dict[str, str]) -> bool:
        status = cells["status"].casefold()
        if status in self._mapping.closed_words:
            return True
        if status in self._mapping.open_words:
            return False
        words = sorted(self._mapping.open_words | self._mapping.closed_words)
        raise BadField("status", f"expected one of {', '.join(words)}", cells["status"])

    def _category_id(self, type_text: str) -> str:
        category_id = self._category_ids.get(type_text)
        if category_id is None:
            category_id = self._category_ids[type_text] = self._mapping.category_of(type_text)
        return category_id


def _positions(columns: Columns, table: TableFile) -> tuple[tuple[str, int], ...]:
    """Return the index of each field in a row; -1, an appended empty cell, for a field without a column."""
    positions = []
    for field in Columns.model_fields:
        column = getattr(columns, field)
        index = -1 if column is None else table.position_of(column, f"columns.{field}")
        positions.append((field, index))
    return tuple(positions)


def _text(cells: dict[str, str], field: str) -> str:
    text = _optional(cells, field)
    if not text:
        raise BadField(field, "expected a text that is not blank", "")
    return text


def _optional(cells: dict[str, str], field: str) -> str:
    text = cells[field]
    # PostgreSQL cannot store U+0000 in a text column.
    if "\0" in text:
        raise BadField(field, "expected a text without zero bytes", text)
    return text
