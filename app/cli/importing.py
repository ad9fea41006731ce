"""`qala import`: turns the 311 table of a city into service requests with their history, and undoes an import."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import App, Parameter
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.application import Application
from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.cli.known_city import find_city, find_or_add_city
from app.commands.requests.history_import import Import, checked_plan, import_cases
from app.commands.requests.import_undo import imports, undo_import
from app.importing.cases import CaseFile
from app.importing.mapping import Mapping, load_mapping
from app.importing.report import ImportReport
from app.models import Category, EventRow
from app.settings import Settings

POLL_SECONDS = 0.2
import_app = App(name="import", help="Import the table of another 311 system, or undo an import.")
app.command(import_app)
CityOption = Annotated[str, Parameter(help="slug of the city, such as almaty or boston")]
MappingOption = Annotated[str, Parameter(help="name of a shipped mapping, or the path of your own")]
DryRun = Annotated[bool, Parameter(negative=(), help="report what would be imported, and store nothing")]


@import_app.default
def import_command(file: Path, *, city: CityOption, mapping: MappingOption, dry_run: DryRun = False) -> None:
    """Import the cases of a CSV file, plain, gzipped or in a ZIP, into a city, and report the result of each row.

    It may be stopped and started again at any time, also while a server runs. Known cases are not imported twice; a
    newer table moves them on. The exit code is 1 if every row was refused.
    """
    report = asyncio.run(_import(file, city, mapping, dry_run=dry_run))
    if report.all_refused:
        sys.exit(1)


@import_app.command(name="undo")
def undo_command(name: str) -> None:
    """Withdraw the requests of an import, such as boston:boston-2015; those that people have acted on stay."""
    asyncio.run(_undo(name))


async def _import(file: Path, city_id: str, mapping_name: str, *, dry_run: bool) -> ImportReport:
    async with application_for_command(Settings.read(), lead=True) as application:
        mapping = await known_mapping(mapping_name)
        for warning in mapping.warnings:
            err.print(f"{mapping.name}: {warning}", style="yellow", markup=False)
        with CaseFile(file, mapping) as cases:
            if not dry_run:
                await find_or_add_city(city_id)
            city = await find_city(city_id)
            plan = checked_plan(Import(city_id=city_id, box=city.box, centre=city.centre, mapping=mapping))
            report = ImportReport(zone=ZoneInfo(city.timezone), mapping=mapping)
            try:
                await _load(application, plan, cases, report, dry_run=dry_run)
                await _wait_until_sequenced()
            except asyncio.CancelledError:
                err.print("Stopped; run the same command again to go on.")
                raise
            finally:
                out.print(report.render(), markup=False)
        if dry_run:
            out.print("Nothing was stored: this was a dry run.")
        elif report.imported:
            out.print(f"To undo: qala import undo {plan.source}", markup=False)
        return report


async def _undo(name: str) -> None:
    async with application_for_command(Settings.read(), lead=True) as application:
        total = (await imports()).get(name, 0)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=err) as progress:
            bar = progress.add_task("Withdrawing", total=total)
            withdrawn = await undo_import(
                application.command_context, name, after_batch=lambda count: progress.update(bar, completed=count)
            )
        await _wait_until_sequenced()
        out.print(f"{withdrawn:,} requests withdrawn; their rows can be imported again.")
        if kept := total - withdrawn:
            out.print(f"{kept:,} stay, because accounts of this installation have acted on them or follow them.")


async def known_mapping(name: str) -> Mapping:
    """Return the mapping; its rules may name only categories of this installation."""
    known = {category.id for category in await Category.all()}
    return await asyncio.to_thread(load_mapping, name, category_ids=known)


async def _load(
    application: Application, plan: Import, cases: CaseFile, report: ImportReport, *, dry_run: bool
) -> None:
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
            dry_run=dry_run,
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
