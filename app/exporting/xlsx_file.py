"""XLSX. The format is a ZIP that can be sent only when it is complete, so it is written to a temporary folder."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from app.exporting.columns import Cell, Content, columns_of, titles_of
from app.exporting.exported_request import Edition, ExportedRequest

_FORMATS = {Content.TIME: "yyyy-mm-dd hh:mm", Content.DEGREES: "0.000000"}


class XlsxFile:
    """Writes a file into an existing folder that the caller removes; only one row is in memory at a time."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        self.path = folder / "requests.xlsx"
        self._edition = edition
        self._columns = columns_of(edition)
        self._book = xlsxwriter.Workbook(self.path, {"constant_memory": True, "tmpdir": str(folder)})
        # The time of the machine would be written instead, and a file of equal requests would differ.
        self._book.set_properties({"created": edition.now.replace(tzinfo=None)})
        self._sheet = self._book.add_worksheet()
        self._formats = {content: self._book.add_format({"num_format": form}) for content, form in _FORMATS.items()}
        self._row = 0

    def write_head(self) -> None:
        """Write the titles; they stay in place while the rest is scrolled."""
        bold = self._book.add_format({"bold": True})
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, column.width)
        for at, title in enumerate(titles_of(self._edition)):
            self._sheet.write_string(0, at, title, bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def write_rows(self, requests: Sequence[ExportedRequest]) -> None:
        """Write the rows of these requests."""
        for exported in requests:
            for at, column in enumerate(self._columns):
                self._write(at, column.content, column.value(exported, self._edition))
            self._row += 1

    def finish(self) -> Path:
        """Complete the file and return where it is."""
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._columns) - 1)
        self._book.close()
        return self.path

    def abandon(self) -> None:
        """Close what is open of a file that is not to be completed."""
        self._sheet.row_data_fh.close()

    def _write(self, at: int, content: Content, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            # A cell has no zone.
            local = value.astimezone(self._edition.zone).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, at, local, self._formats[Content.TIME])
        elif isinstance(value, str):
            # As a string, so that no text becomes a formula or a link. One that is too long for a cell is cut.
            self._sheet.write_string(self._row, at, value)
        else:
            self._sheet.write_number(self._row, at, value, self._formats.get(content))
