"""`qala import`: turns the 311 table of a city into service requests with their history."""

import asyncio
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.application import Application
from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.cli.known_city import find_or_add_city
from app.commands.requests.history_import import Import, import_cases, plan_import
from app.importing.cases import CaseFile
from app.importing.mapping import Mapping, load_mapping
from app.importing.report import ImportReport
from app.models import Category, EventRow
from app.settings import Settings

POLL_SECONDS = 0.2
CityOption = Annotated[str, Parameter(help="slug of the city, such as almaty or boston")]
MappingOption = Annotated[str, Parameter(help="name of a shipped mapping, or the path of your own")]


@app.command(name="import")
def import_command(file: Path, *, city: CityOption, mapping: MappingOption) -> None:
    """Import the cases of a CSV file, plain or gzipped, into a city, and report the result of each row.

    It may be stopped and started again at any time, also while a server runs: imported cases are skipped.
    """
    asyncio.run(_import(file, city, mapping))


async def _import(file: Path, city_id: str, mapping_name: str) -> None:
    async with application_for_command(Settings.read(), lead=True) as application:
        mapping = await known_mapping(mapping_name)
        with CaseFile(file, mapping) as cases:
            city = await find_or_add_city(city_id)
            plan = await plan_import(city_id, mapping)
            report = ImportReport(zone=ZoneInfo(city.timezone), mapping=mapping)
            try:
                await _load(application, plan, cases, report)
                await _wait_until_sequenced()
            except asyncio.CancelledError:
                err.print("Stopped; run the same command again to go on.")
                raise
            finally:
                out.print(report.render(), markup=False)


async def known_mapping(name: str) -> Mapping:
    """Return the mapping; its rules may name only categories of this installation."""
    known = {category.id for category in await Category.all()}
    return await asyncio.to_thread(load_mapping, name, category_ids=known)


async def _load(application: Application, plan: Import, cases: CaseFile, report: ImportReport) -> None:
    row_count = TextColumn("{task.fields[rows]:,} rows")
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), row_count, TimeRemainingColumn(), console=err
    ) as progress:
        bar = progress.add_task("Importing", total=cases.size_bytes, rows=0)
        await import_cases(
            application.command_context,
            plan,
            cases,
            report,
            after_batch=lambda: progress.update(bar, completed=cases.bytes_read, rows=report.rows_read),
        )
        progress.update(bar, completed=cases.size_bytes)
        seconds = progress.tasks[0].elapsed or 0.0
    out.print(f"{report.rows_read:,} rows in {seconds:.1f} s, {report.rows_read / max(seconds, 0.001):,.0f} a second")


async def _wait_until_sequenced() -> None:
    """Wait until every event has a position in the log; then the counters and pages include all of them."""
    waiting = await _count_waiting()
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
        bar = progress.add_task("Ordering events", total=waiting)
        # The leader assigns positions, and it may be another process, which sends no signal here.
        while left := await _count_waiting():
            progress.update(bar, completed=max(0, waiting - left))
            await asyncio.sleep(POLL_SECONDS)
        progress.update(bar, completed=waiting)


async def _count_waiting() -> int:
    return await EventRow.filter(position=None).count()
