"""`qala archive`: moves old months of the event log to its archive, and lists them."""

import asyncio
import re
from datetime import date, datetime
from typing import Annotated

from cyclopts import Parameter
from rich.filesize import decimal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.commands.jobs.log_archive import archive_months, checked_tablespace
from app.domain.log.archive_months import last_limit, limit_keeping, months_after
from app.errors import InvalidInput
from app.models.log.archive_rows import ArchivedMonth, StoredMonth, stored_months
from app.settings import Settings

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@app.command(name="archive")
def archive_command(
    *,
    before: str | None = None,
    keep_months: int | None = None,
    tablespace: str | None = None,
    list_: Annotated[bool, Parameter(name="--list", negative=())] = False,
) -> None:
    """Move whole old months of the event log to partitions of their own, which can lie on another disk.

    Everything reads them as before. It may be stopped and started again at any time, also while a server runs.
    Without --before and --keep-months it does what the server does at night by ARCHIVE_AFTER_MONTHS.

    Parameters
    ----------
    before
        the months before this one, such as 2026-03
    keep_months
        all but so many whole months, beside the present one
    tablespace
        the tablespace of PostgreSQL for these months; otherwise ARCHIVE_TABLESPACE, or that of the database
    list_
        only print the months that are archived
    """
    if sum((before is not None, keep_months is not None, list_)) > 1:
        raise InvalidInput("archive", "archive: expected one of --before, --keep-months, --list")
    if list_:
        asyncio.run(_list())
    else:
        asyncio.run(_archive(before, keep_months, tablespace))


async def _archive(before: str | None, keep_months: int | None, tablespace: str | None) -> None:
    settings = Settings.read()
    async with application_for_command(settings, lead=False) as application:
        limit = _limit(before, keep_months, settings.archive_after_months, application.clock.now())
        chosen = await checked_tablespace(
            settings.archive_tablespace if tablespace is None else tablespace,
            "ARCHIVE_TABLESPACE" if tablespace is None else "--tablespace",
        )
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
        ) as progress:
            bar = progress.add_task("Looking for old months", total=None)

            def show(month: ArchivedMonth) -> None:
                total = month.last_position - month.first_position + 1
                done = month.moved_to - month.first_position + 1
                progress.update(bar, description=f"Archiving {month.month:%Y-%m}", completed=done, total=total)

            moved = await archive_months(limit, chosen, show=show)
    out.print(f"{moved:,} events archived; the live table begins in {limit:%Y-%m} or later")


def _limit(before: str | None, keep_months: int | None, after_months: int, now: datetime) -> date:
    if before is not None:
        limit, last = _month(before), last_limit(now)
        if limit > last:
            whole = months_after(last, -1)
            raise InvalidInput(
                "before",
                f"--before: expected {last:%Y-%m} or earlier, not {before}: {whole:%Y-%m} is the last month that ended"
                " a week ago or earlier",
            )
        return limit
    if keep_months is not None and not 0 <= keep_months <= 1_200:
        raise InvalidInput("keep_months", f"--keep-months: expected 0 to 1,200, not {keep_months}")
    if keep_months is None and not after_months:
        raise InvalidInput(
            "archive",
            "archive: expected --before YYYY-MM, --keep-months N or --list, as ARCHIVE_AFTER_MONTHS is 0: nothing is"
            " archived by itself",
        )
    return limit_keeping(after_months if keep_months is None else keep_months, now)


def _month(text: str) -> date:
    found = _MONTH.fullmatch(text)
    if found is None or found[1] == "0000":
        raise InvalidInput("before", f"--before: expected a month such as 2026-03, not {text[:40]!r}")
    return date(int(found[1]), int(found[2]), 1)


async def _list() -> None:
    async with application_for_command(Settings.read(), lead=False):
        months = await stored_months()
    if not months:
        out.print("no month is archived")
        return
    table = Table("month", "events", "size", "tablespace", "first position", "last position", "state")
    for month in months:
        table.add_row(*_cells(month))
    out.print(table)


def _cells(month: StoredMonth) -> tuple[str, ...]:
    moved = month.moved_to - month.first_position + 1
    return (
        f"{month.month:%Y-%m}",
        f"{moved:,}",
        decimal(month.bytes),
        month.tablespace,
        f"{month.first_position:,}",
        f"{month.last_position:,}",
        f"{month.waiting:,} to be moved yet" if month.waiting else "whole",
    )
