"""`qala photos`: checks files with the photo pipeline, and removes unused objects from the storage."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cyclopts import App
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from rich.text import Text

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.commands.jobs.photo_cleanup import remove_unnamed_photos
from app.errors import InvalidInput, QalaError
from app.photos.pipeline import Pipeline, Processed
from app.settings import Settings

COLUMNS = ("file", "verdict", "ms", "KB in", "KB out", "taken", "place", "camera")
TABLE_WIDTH = 140
"""Characters that the columns need; in a narrower terminal a table would break every cell into several lines."""
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
    files = sorted(path for path in folder.iterdir() if path.is_file())
    checks = asyncio.run(check_files(track(files, description="Photographs", console=err, transient=True)))
    out.print(as_table(checks) if out.width >= TABLE_WIDTH else as_list(checks))


async def check_files(files: Iterable[Path]) -> list[FileCheck]:
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
    """Return a table with one row for each file, for a terminal of at least ``TABLE_WIDTH`` characters."""
    table = Table(*COLUMNS)
    for each in checks:
        table.add_row(escape(each.name), *map(escape, _cells(each)))
    return table


def as_list(checks: list[FileCheck]) -> Text:
    """Return a few lines for each file, for a narrow terminal: the name and the verdict, then what is known of it."""
    lines = Text()
    for each in checks:
        verdict, *facts = _cells(each)
        known = [f"{name} {fact}" for name, fact in zip(COLUMNS[2:], facts, strict=True) if fact]
        lines.append(f"{each.name}\n", "bold").append(f"  {verdict}\n").append(f"  {'; '.join(known)}\n", "dim")
    return lines


def _cells(check: FileCheck) -> tuple[str, ...]:
    milliseconds, size = f"{check.seconds * 1000:.0f}", f"{check.bytes_in / 1000:.0f}"
    made = check.result
    if not isinstance(made, Processed):
        return f"refused: {made.message}", milliseconds, size, "", "", "", ""
    written = " + ".join(f"{len(each) / 1000:.0f}" for each in made.renditions.values())
    taken = f"{made.taken_at:%Y-%m-%d %H:%M} UTC" if made.taken_at else ""
    place = f"{made.latitude:.5f}, {made.longitude:.5f}" if made.latitude is not None else ""
    return f"{made.width} x {made.height}", milliseconds, size, written, taken, place, made.camera or ""
