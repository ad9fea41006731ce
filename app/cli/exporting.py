"""`qala export`: the requests of a city as a file, with a progress bar."""

import asyncio
import errno
import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.commands.context import CommandContext
from app.commands.staff.exports import Export, export_for_operator
from app.domain.accounts.roles import Locale
from app.domain.requests.lifecycle import Status
from app.errors import InvalidInput
from app.exporting.formats import ExportFormat
from app.private_files import FILE_MODE
from app.settings import Settings
from schema.filter_json import filter_of_json, read_filter

_FIELD = re.compile(r"filter\.(\w+)(?:\.\d+)?")
_OPTIONS = {
    "cityId": "--city",
    "statuses": "--status",
    "categoryIds": "--category",
    "createdFrom": "--created-from",
    "createdTo": "--created-to",
    "text": "--text",
    "overdue": "--overdue",
}


@app.command(name="export")
def export_command(
    file: Path,
    *,
    city: str,
    language: Locale = Locale.KK,
    status: Annotated[list[Status] | None, Parameter(negative=())] = None,
    category: Annotated[list[str] | None, Parameter(negative=())] = None,
    created_from: str | None = None,
    created_to: str | None = None,
    text: str | None = None,
    overdue: Annotated[bool | None, Parameter(negative=())] = None,
    filter: str = "{}",  # noqa: A002 - the name of the option
    personal: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Write the requests of a city to a file: .csv or .xlsx for a spreadsheet, .geojson for a map.

    It works while a server runs. Others cannot read the file. An unfinished one is removed.

    Parameters
    ----------
    file
        where to write; its ending names the format
    city
        slug of the city, such as almaty
    language
        of titles and words
    status
        only requests with this status; may be given several times
    category
        only requests of this category; may be given several times
    created_from
        only requests from this time on, such as 2026-11-01T00:00:00+05:00
    created_to
        only requests before this time
    text
        only requests whose number, address or description has these words
    overdue
        only requests whose deadline has passed while work is owed
    filter
        further conditions, those of ServiceRequestFilter of the API as JSON: {"districtIds": ["almaty_medeu"]}
    personal
        with names, addresses and telephones of authors; the export is recorded
    """
    options = {
        "cityId": city,
        "statuses": [one.value for one in status] if status else None,
        "categoryIds": category,
        "createdFrom": created_from,
        "createdTo": created_to,
        "text": text,
        "overdue": overdue,
    }
    options = {name: value for name, value in options.items() if value is not None}
    with options_named(options):
        further = read_filter(filter)
    if twice := sorted(options.keys() & further.keys()):
        raise InvalidInput("--filter", f"--filter: {twice[0]} is also given as {_OPTIONS[twice[0]]}")
    asyncio.run(_export(file, {**options, **further}, options, language, personal))


@contextmanager
def options_named(options: Collection[str]) -> Iterator[None]:
    """Let an error name the option of this command, and not the field of the API that it fills.

    ``options`` are the fields that have an option of their own here; the others are within ``--filter``.
    """
    try:
        yield
    except InvalidInput as error:
        named = _FIELD.match(error.message)
        if named is not None and named[1] in options:
            option = _OPTIONS[named[1]]
            raise InvalidInput(option, f"{option}{error.message[named.end() :]}") from error
        # "filter: more requests pass" is about all conditions together.
        if error.message.startswith(("filter.", "filter: expected", "filter: Expected")):
            raise InvalidInput("--filter", f"--{error.message}") from error
        raise


@contextmanager
def _private_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for this user alone; it gets its name at the end of the block, and is removed after an error."""
    unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        file = os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")
    except OSError as error:
        raise InvalidInput("file", f"file: {path} cannot be written ({error.strerror})") from error
    try:
        with file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


async def _export(path: Path, given: dict[str, Any], options: Collection[str], locale: Locale, personal: bool) -> None:
    async with application_for_command(Settings.read(), lead=False) as application:
        with options_named(options):
            chosen = await filter_of_json(given, None)
        export = Export(
            filter=chosen,
            given=given,
            format=_format_of(path),
            locale=locale,
            personal=personal,
        )
        with _private_file(path) as file, options_named(options):
            rows = await _write(application.command_context, export, file)
    out.print(f"{rows:,} requests in {path}", markup=False)


async def _write(context: CommandContext, export: Export, file: BinaryIO) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Exporting", total=None)

        async def began(total: int, _day: date) -> None:
            progress.update(bar, total=total)

        async def send(piece: bytes) -> None:
            file.write(piece)

        def show(rows: int) -> None:
            progress.update(bar, completed=rows)

        return await export_for_operator(context, export, send, began=began, progress=show)


def _format_of(path: Path) -> ExportFormat:
    try:
        return ExportFormat(path.suffix.removeprefix("."))
    except ValueError:
        expected = ", ".join(f".{one.value}" for one in ExportFormat)
        raise InvalidInput("file", f"file: expected a name that ends in {expected}, got {path.name!r}") from None
