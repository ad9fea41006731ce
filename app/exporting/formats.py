"""The formats of exports, and how each is produced piece by piece."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from app.exporting.csv_file import CsvFile
from app.exporting.exported_request import Edition, ExportedRequest
from app.exporting.geojson_file import GeoJsonFile
from app.exporting.xlsx_file import XlsxFile

Send = Callable[[bytes], Awaitable[None]]
"""Takes the next bytes of a file, and returns when it can take more."""
PIECE_BYTES = 64 * 1024
SLICE = 40
"""Requests that are written at once: a few milliseconds, in which the process answers nothing else."""


class ExportFormat(StrEnum):
    """A format; the value is the ending of the file."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"

    @property
    def media_type(self) -> str:
        """What the file is, for HTTP."""
        return _MEDIA_TYPES[self]

    @property
    def most_rows(self) -> int | None:
        """How many requests a file holds; None for any number."""
        return MOST_SHEET_ROWS if self is ExportFormat.XLSX else None


MOST_SHEET_ROWS = 300_000
"""The format has room for a million rows, but a client waits for the whole file before its first byte comes."""
_MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.GEOJSON: "application/geo+json",
}


async def write_file(
    format_: ExportFormat, edition: Edition, batches: AsyncIterator[Sequence[ExportedRequest]], send: Send
) -> None:
    """Send a file of these requests; memory holds one batch of them at a time."""
    if format_ is ExportFormat.XLSX:
        await _write_xlsx(edition, batches, send)
        return
    written = CsvFile(edition) if format_ is ExportFormat.CSV else GeoJsonFile(edition)
    await send(written.head())
    async for batch in batches:
        for piece in _slices(batch):
            await send(written.rows(piece))
            await asyncio.sleep(0)
    if ending := written.end():
        await send(ending)


async def _write_xlsx(edition: Edition, batches: AsyncIterator[Sequence[ExportedRequest]], send: Send) -> None:
    # Only the account of this process may enter the folder; it goes with an export that is cancelled.
    with tempfile.TemporaryDirectory(prefix="qala-export-") as folder:
        book = XlsxFile(edition, Path(folder))
        try:
            book.write_head()
            async for batch in batches:
                for piece in _slices(batch):
                    book.write_rows(piece)
                    await asyncio.sleep(0)
        except BaseException:
            book.abandon()
            raise
        path = await _packed(book)
        with path.open("rb") as file:
            while read := file.read(PIECE_BYTES):
                await send(read)


def _slices(batch: Sequence[ExportedRequest]) -> Iterator[Sequence[ExportedRequest]]:
    return (batch[first : first + SLICE] for first in range(0, len(batch), SLICE))


async def _packed(book: XlsxFile) -> Path:
    # Packing takes seconds and needs nothing of the event loop.
    packing = asyncio.ensure_future(asyncio.to_thread(book.finish))
    try:
        return await asyncio.shield(packing)
    except asyncio.CancelledError:
        # A thread cannot be stopped, and would write into the folder while that is removed.
        await asyncio.wait({packing})
        raise
