"""`qala import`: the 311 table of a city becomes service requests with a past."""

import asyncio
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.application import Application
from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.cli.known_city import settle
from app.commands.requests.history_import import Import, import_cases, plan_import
from app.importing.cases import CaseFile
from app.importing.mapping import Mapping, load_mapping
from app.importing.report import ImportReport
from app.models import Category
from app.models.database import row
from app.settings import Settings

LOOK_EVERY_SECONDS = 0.2
CityOption = Annotated[str, Parameter(help="slug of the city, such as almaty or boston")]
MappingOption = Annotated[str, Parameter(help="name of a shipped mapping, or the path of your own")]


@app.command(name="import")
def import_command(file: Path, *, city: CityOption, mapping: MappingOption) -> None:
    """Bring the cases of a CSV file, plain or gzipped, into a city, and report what became of each row.

    May be stopped and run again at any time: what is there already is passed over. Works beside a running server.
    """
    asyncio.run(_import(file, city, mapping))


async def _import(file: Path, city_id: str, mapping_name: str) -> None:
    async with application_for_command(Settings.read(), lead=True) as application:
        mapping = await known_mapping(mapping_name)
        with CaseFile(file, mapping) as cases:
            city = await settle(city_id)
            plan = await plan_import(city_id, mapping)
            report = ImportReport(zone=ZoneInfo(city.timezone), mapping=mapping)
            try:
                await _load(application, plan, cases, report)
                await _wait_until_folded()
            except asyncio.CancelledError:
                err.print("Stopped; run the same command again to go on.")
                raise
            finally:
                out.print(report.render(), markup=False)


async def known_mapping(name: str) -> Mapping:
    """Return the mapping, whose rules may name the categories of this installation."""
    known = {category.id for category in await Category.all()}
    return await asyncio.to_thread(load_mapping, name, category_ids=known)


async def _load(application: Application, plan: Import, cases: CaseFile, report: ImportReport) -> None:
    rows_told = TextColumn("{task.fields[rows]:,} rows")
    with Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), rows_told, TimeRemainingColumn(), console=err
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


async def _wait_until_folded() -> None:
    """Wait until every event has its place in the log: then counters and pages know of all of them."""
    waiting = await _waiting()
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
        bar = progress.add_task("Ordering events", total=waiting)
        # Whoever leads stamps, perhaps another process, so there is nothing here to be woken by.
        while left := await _waiting():
            progress.update(bar, completed=max(0, waiting - left))
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        progress.update(bar, completed=waiting)


async def _waiting() -> int:
    found = await row("SELECT count(*) AS n FROM event WHERE position IS NULL")
    return int(found["n"]) if found else 0
