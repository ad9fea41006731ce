"""`qala verify`: proves that no timeline and no part of the log was changed, or names the first change."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.console import app, err, out
from app.cli.engines import application_for_command
from app.domain.log.seal import LogSeal
from app.domain.log.timeline_proof import BreakReason, TimelineBreak
from app.errors import InvalidInput, NotFound
from app.models import City
from app.queries.log.verification import (
    VerifiedTimeline,
    count_timelines,
    log_seal,
    request_ids,
    seal_again,
    verify_timeline,
    verify_timelines,
)
from app.settings import Settings

BREAK_TEXTS = {
    BreakReason.MISSING: "there is no such event",
    BreakReason.MISPLACED: "the event stands where it does not belong",
    BreakReason.CHANGED: "the event is not what was hashed",
    BreakReason.REFILLED: "what was removed has been filled in again",
    BreakReason.REMOVED_UNRECORDED: "something was removed, and no later step says so",
    BreakReason.ROW_DIFFERS: "the present state is not what the last event says",
    BreakReason.PHOTOS_DIFFER: "the photos are not those that the event brought",
}


@app.command(name="verify")
def verify_command(
    *numbers: str,
    city: str | None = None,
    head: Annotated[bool, Parameter(negative=())] = False,
    against: str | None = None,
) -> None:
    """Verify the timelines of all requests and the seal of the log. The exit code is 1 if something was changed.

    It works while a server runs, and changes nothing.

    Parameters
    ----------
    numbers
        only these requests, such as ALM-000123
    city
        only the requests of this city
    head
        only print the present seal of the log: one line, to be kept outside of this installation
    against
        a line that --head printed earlier: the log must still begin with the events that it sealed
    """
    if sum((bool(numbers), city is not None, head, against is not None)) > 1:
        raise InvalidInput("verify", "expected either numbers, or one of --city, --head, --against")
    asyncio.run(_verify(numbers, city, head=head, against=against))


async def _verify(numbers: Sequence[str], city_id: str | None, *, head: bool, against: str | None) -> None:
    async with application_for_command(Settings.read(), lead=False):
        if head:
            out.print(str(await log_seal()), markup=False, soft_wrap=True)
            return
        if against is not None:
            ok = await _log_matches(_read_seal(against), await log_seal())
        elif numbers or city_id is not None:
            ok = await _timelines_intact(numbers, await _known_city(city_id))
        else:
            present = await log_seal()
            timelines, log = await _timelines_intact((), None), await _log_matches(present, present)
            ok = timelines and log
    if not ok:
        sys.exit(1)


def _read_seal(line: str) -> LogSeal:
    try:
        return LogSeal.parse(line)
    except ValueError as error:
        raise InvalidInput("against", "against: expected a line that `qala verify --head` printed") from error


async def _known_city(city_id: str | None) -> str | None:
    if city_id is not None and not await City.exists(id=city_id):
        raise NotFound(f"there is no city {city_id[:40]!r}")
    return city_id


async def _timelines_intact(numbers: Sequence[str], city_id: str | None) -> bool:
    links = broken = verified = 0
    total = len(numbers) or await count_timelines(city_id)
    with _progress() as progress:
        bar = progress.add_task("Verifying timelines", total=total)
        async for batch in _verify_numbers(numbers) if numbers else verify_timelines(city_id):
            for timeline in batch:
                links += timeline.proof.links
                if timeline.proof.first_broken is not None:
                    broken += 1
                    out.print(_describe(timeline.number, timeline.proof.first_broken), markup=False, soft_wrap=True)
            verified += len(batch)
            progress.update(bar, completed=verified)
    out.print(f"{verified:,} timelines with {links:,} links: {f'{broken:,} broken' if broken else 'intact'}")
    return not broken


async def _verify_numbers(numbers: Sequence[str]) -> AsyncIterator[Sequence[VerifiedTimeline]]:
    for number, request_id in zip(numbers, await request_ids(numbers), strict=True):
        yield [VerifiedTimeline(number, await verify_timeline(request_id))]


def _describe(number: str, broken: TimelineBreak) -> str:
    step = " ".join(str(part) for part in (broken.version, broken.kind, broken.at and f"{broken.at:%F %T}") if part)
    return f"{number}: broken at {step}: {BREAK_TEXTS[broken.why]}"


async def _log_matches(earlier: LogSeal, present: LogSeal) -> bool:
    if earlier.epoch != present.epoch:
        out.print(f"another log: expected {earlier.epoch}, this one is {present.epoch}", markup=False)
        return False
    if earlier.position > present.position:
        out.print(f"the log ends at {present.position:,}, but it once reached {earlier.position:,}")
        return False
    seal, hole = b"", None
    with _progress() as progress:
        bar = progress.add_task("Verifying the log", total=earlier.position)
        async for check in seal_again(earlier.position):
            seal, hole = check.seal, check.hole_at
            progress.update(bar, completed=check.position)
    if hole is not None:
        out.print(f"the log has no event at position {hole:,}")
        return False
    same = earlier.position == 0 or seal == earlier.seal
    out.print(
        f"the log up to position {earlier.position:,} {'is what was sealed' if same else 'IS NOT what was sealed'}"
    )
    return same


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )
