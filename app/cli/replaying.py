"""`qala replay`: repeats real cases of the past as live traffic."""

import asyncio
import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter, validators
from rich.progress import BarColumn, Progress, TextColumn

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.cli.importing import CityOption, MappingOption, known_mapping
from app.cli.known_city import find_or_add_city
from app.commands.requests.history_import import source_of
from app.importing.cases import Case, CaseFile
from app.importing.mapping import Mapping
from app.replay.actors import busiest_queues, create_actors
from app.replay.player import CaseReplay, Pace, Tally, case_replays, replay_cases
from app.settings import Settings


@app.command(name="replay")
def replay_command(
    file: Path,
    *,
    city: CityOption,
    mapping: MappingOption,
    speed: Annotated[float, Parameter(validator=validators.Number(gt=0))] = 3600,
    limit: Annotated[int | None, Parameter(validator=validators.Number(gt=0))] = None,
) -> None:
    """Repeat real cases with made-up accounts, in the order of their times, as live traffic of today.

    It works while a server runs. After a stop the same command continues where it ended.

    Parameters
    ----------
    speed
        how many times faster than real time; 3600 is an hour a second
    limit
        replay only this many of the earliest cases
    """
    asyncio.run(_replay(file, city, mapping, speed=speed, limit=limit))


async def _replay(file: Path, city_id: str, mapping_name: str, *, speed: float, limit: int | None) -> None:
    async with application_for_command(Settings.read(), lead=True) as application:
        mapping = await known_mapping(mapping_name)
        cases = await asyncio.to_thread(earliest_cases, file, mapping, limit)
        city = await find_or_add_city(city_id)
        tally = Tally()
        actors = await create_actors(application.command_context, city_id, busiest_queues(cases))
        replays = await case_replays(source_of(city_id, mapping), cases, actors, tally)
        try:
            with _progress(tally, replays, ZoneInfo(city.timezone)) as after_step:
                pace = Pace(speed=speed)
                await replay_cases(application.command_context, city_id, replays, pace, tally, after_step=after_step)
        finally:
            out.print(render(tally), markup=False)


def earliest_cases(file: Path, mapping: Mapping, limit: int | None) -> list[Case]:
    """Return the cases in the order of their opening; `qala import` reports rows that cannot be read."""
    with CaseFile(file, mapping) as rows:
        cases = (row for row in rows if isinstance(row, Case))
        if limit is None:
            return sorted(cases, key=_opened)
        return heapq.nsmallest(limit, cases, key=_opened)


def _opened(case: Case) -> tuple[float, str]:
    return case.opened_at.timestamp(), case.external_id


@contextmanager
def _progress(tally: Tally, replays: list[CaseReplay], zone: ZoneInfo) -> Iterator[Callable[[], None]]:
    """Show the time of the replayed cases in the zone of the city, and how many steps are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}/{task.total:,} steps"))
    with Progress(*columns, console=err) as progress:
        bar = progress.add_task("Replaying", total=sum(len(replay.steps) for replay in replays))

        def after_step() -> None:
            replayed_at = f"{tally.at.astimezone(zone):%Y-%m-%d %H:%M}" if tally.at else "Replaying"
            progress.update(bar, completed=tally.steps, description=replayed_at)

        yield after_step


def render(tally: Tally) -> str:
    """Return the tally as lines of text."""
    lines = [
        f"{tally.steps:,} steps, {tally.submitted:,} requests submitted",
        f"{tally.known:,} were there from an earlier replay, {tally.finished_before:,} of them with nothing left to do",
    ]
    if tally.refused:
        lines.append(f"{tally.refused:,} went another way: another account acted on them, or the step was refused")
    return "\n".join(lines)
