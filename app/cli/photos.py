"""`qala photos`: what the pipeline makes of files, and what is swept out of the storage."""

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

photos = App(name="photos", help="Photographs: what is taken, and what becomes of it.")
app.command(photos)


@photos.command(name="sweep")
def sweep_command() -> None:
    """Take away what lies in the storage for more than a day and no row names. The running server does it daily."""

    async def work() -> int:
        async with application_for_command(Settings.read(), lead=False) as application:
            return await remove_unnamed_photos(application.command_context)

    out.print(f"{asyncio.run(work())} objects taken away")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file."""

    name: str
    bytes_in: int
    seconds: float
    result: Processed | QalaError


@photos.command
def check(folder: Path) -> None:
    """Send every file of a folder through the pipeline and print what became of it. Nothing is stored."""
    if not folder.is_dir():
        raise InvalidInput("folder", f"folder: expected a folder with photographs, got {folder}")
    out.print(as_table(asyncio.run(check_files(sorted(path for path in folder.iterdir() if path.is_file())))))


async def check_files(files: list[Path]) -> list[Verdict]:
    """Return what became of each file."""
    async with Pipeline() as pipeline:
        return [await _check(pipeline, path) for path in files]


async def _check(pipeline: Pipeline, path: Path) -> Verdict:
    data = await asyncio.to_thread(path.read_bytes)
    begun = time.perf_counter()
    try:
        result: Processed | QalaError = await pipeline.process(path.name, data)
    except QalaError as error:
        result = error
    return Verdict(path.name, len(data), time.perf_counter() - begun, result)


def as_table(verdicts: list[Verdict]) -> Table:
    """Return one line a file."""
    table = Table("file", "verdict", "ms", "KB in", "KB out", "taken", "place", "camera")
    for verdict in verdicts:
        table.add_row(verdict.name, *_words(verdict))
    return table


def _words(verdict: Verdict) -> tuple[str, ...]:
    milliseconds, size = f"{verdict.seconds * 1000:.0f}", f"{verdict.bytes_in / 1000:.0f}"
    made = verdict.result
    if not isinstance(made, Processed):
        return f"refused: {made.message}", milliseconds, size, "", "", "", ""
    written = " + ".join(f"{len(each) / 1000:.0f}" for each in made.renditions.values())
    taken = f"{made.taken_at:%Y-%m-%d %H:%M} UTC" if made.taken_at else ""
    place = f"{made.latitude:.5f}, {made.longitude:.5f}" if made.latitude is not None else ""
    return f"{made.width} x {made.height}", milliseconds, size, written, taken, place, made.camera or ""
