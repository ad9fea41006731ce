"""`qala projections`: lists, rebuilds and verifies the tables that are derived from the event log."""

import asyncio
import sys

import uvloop
from cyclopts import App
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.cli.console import app, err, out
from app.cli.engines import application_for_command, engines
from app.events.projections.comparison import PartProof
from app.events.rebuild import rebuild_projections
from app.queries.log.projections import ProjectionProof, is_compared, projection_states, verify_projections
from app.settings import Settings

projections = App(name="projections", help="Tables that are derived from the event log.")
app.command(projections)
MOST_DIFFERENCES = 20


@projections.command(name="list")
def list_command() -> None:
    """Print how far each projection has folded the log."""
    asyncio.run(_list())


async def _list() -> None:
    async with application_for_command(Settings.read(), lead=False):
        states = await projection_states()
    table = Table("projection", "position", "head", "state")
    for state in states:
        rebuilt = "" if state.rebuilt is None else f", rebuilt up to {state.rebuilt:,}"
        said = "current" if state.is_current else "not built yet" if state.position is None else "behind"
        table.add_row(
            state.name, "-" if state.position is None else f"{state.position:,}", f"{state.head:,}", said + rebuilt
        )
    out.print(table)


@projections.command
def rebuild(*names: str) -> None:
    """Derive projections from the whole log again.

    The log is read once for all of them. A server may run meanwhile, and a rebuild that stops is resumed by the next
    one of the same projections.

    Parameters
    ----------
    names
        only these projections, as `qala projections list` prints them
    """
    with engines(Settings.read()) as urls, _progress() as progress:
        bar = progress.add_task("Folding events")

        async def show(position: int, head: int) -> None:
            progress.update(bar, completed=position, total=head)

        folded = uvloop.run(rebuild_projections(urls.database_url, names, progress=show))
    out.print(f"folded {folded} events")


@projections.command
def verify(*names: str) -> None:
    """Compare projections with what the tables give. The exit code is 1 if one differs or is not up to date.

    It works while a server runs, and changes nothing.

    Parameters
    ----------
    names
        only these projections, as `qala projections list` prints them
    """
    if not asyncio.run(_verify(names)):
        sys.exit(1)


async def _verify(names: tuple[str, ...]) -> bool:
    ok = True
    async with application_for_command(Settings.read(), lead=False) as application:
        with _progress() as progress:
            bar = progress.add_task("Comparing")

            def show(name: str, part: PartProof) -> None:
                progress.update(bar, description=f"Comparing {name}", completed=part.done, total=part.parts)

            async for proof in verify_projections(names, application.clock, show):
                _print_proof(proof)
                ok = ok and proof.differences == []
    for name in names:
        if not is_compared(name):
            out.print(f"{name}: not compared, because no other table has what it is derived from")
    return ok


def _print_proof(proof: ProjectionProof) -> None:
    if proof.differences is None:
        out.print(f"{proof.name}: not up to date; `qala projections rebuild {proof.name}` builds it")
    elif proof.differences:
        out.print(f"{proof.name}: {proof.number:,} differences")
        for line in proof.differences[:MOST_DIFFERENCES]:
            out.print(f"  {line}", markup=False, soft_wrap=True)
    else:
        out.print(f"{proof.name}: equal to the tables")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )
