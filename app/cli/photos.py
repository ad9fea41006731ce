"""`qala photos`: checks files with the photo pipeline, and removes unused objects from the storage."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from cyclopts import App
from rich.table import Table

from app.cli.console import app, out
from app.cli.engines import application_for_command
from app.commands.jobs.photo_cleanup import remove_unnamed_photos
from app.errors import InvalidInput, QalaError
from app.photos.pipeline import Pipeline, Processed
from app.settings import Settings

photos = App(name="photos", help="Photographs: checking files and cleaning the storage.")
app.command(photos)


@photos.command(name="sweep")
def sweep_command() -> None:
    """Delete objects older than a day that no row names. The running server does it daily."""

    async def work() -> int:
        async with application_for_command(Settings.read(), lead=False) as application:
            return await remove_unnamed_photos(application.command_context)

    out.print(f"{asyncio.run(work())} objects taken away")


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The result of one file."""

    name: str
    bytes_in: int
    seconds: float
    result: Processed | QalaError


@photos.command
def check(folder: Path) -> None:
    """Process every file of a folder as an upload and print the results. Nothing is stored."""
    if not folder.is_dir():
        raise InvalidInput("folder", f"folder: expected a folder with photographs, got {folder}")
    out.print(as_table(asyncio.run(check_files(sorted(path for path in folder.iterdir() if path.is_file())))))


async def check_files(files: list[Path]) -> list[FileCheck]:
    """Return the result of each file."""
    async with Pipeline() as pipeline:
        return [await _check(pipeline, path) for path in files]


async def _check(pipeline: Pipeline, path: Path) -> FileCheck:
    data = await asyncio.to_thread(path.read_bytes)
    started = time.perf_counter()
    try:
        result: Processed | QalaError = await pipeline.process(path.name, data)
    except QalaError as error:
        result = error
    return FileCheck(path.name, len(data), time.perf_counter() - started, result)


def as_table(checks: list[FileCheck]) -> Table:
    """Return a table with one row for each file."""
    table = Table("file", "verdict", "ms", "KB in", "KB out", "taken", "place", "camera")
    for each in checks:
        table.add_row(each.name, *_cells(each))
    return table


def _cells(check: FileCheck) -> tuple[str, ...]:
    milliseconds, size = f"{check.seconds * 1000:.0f}", f"{check.bytes_in / 1000:.0f}"
    made = check.result
    if not isinstance(made, Processed):
        return f"refused: {made.message}", milliseconds, size, "", "", "", ""
    written = " + ".join(f"{len(each) / 1000:.0f}" for each in made.renditions.values())
    taken = f"{made.taken_at:%Y-%m-%d %H:%M} UTC" if made.taken_at else ""
    place = f"{made.latitude:.5f}, {made.longitude:.5f}" if made.latitude is not None else ""
    return f"{made.width} x {made.height}", milliseconds, size, written, taken, place, made.camera or ""
