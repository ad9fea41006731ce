"""`qala anonymise`: the hourly anonymisation of the server, run now and with a progress bar."""

import asyncio
from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.commands.requests.anonymisation import anonymise_due, due_count
from app.settings import Settings


@app.command(name="anonymise")
def anonymise_command(*, dry_run: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Remove author, address and words from requests that were closed longer ago than ANONYMISE_AFTER_DAYS.

    It may be stopped and started again at any time, also while a server runs. The server does the same every hour.

    Parameters
    ----------
    dry_run
        only print how many are due
    """
    asyncio.run(_anonymise(dry_run=dry_run))


async def _anonymise(*, dry_run: bool) -> None:
    settings = Settings.read()
    if not settings.anonymise_after_days:
        out.print("ANONYMISE_AFTER_DAYS is 0: nothing is ever anonymised.")
        return
    async with application_for_command(settings, lead=False) as application:
        before = application.clock.now() - timedelta(days=settings.anonymise_after_days)
        due = await due_count(before)
        if dry_run:
            out.print(f"{due:,} requests closed before {before:%Y-%m-%d} are due")
            return
        done = 0
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
            bar = progress.add_task("Anonymising", total=due)
            while count := await anonymise_due(application.command_context, before):
                done += count
                # A merged request becomes due after the request that it was merged into, so the total may grow.
                progress.update(bar, completed=done, total=max(due, done))
    out.print(f"{done:,} requests anonymised")
