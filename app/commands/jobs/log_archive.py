"""Moving old months of the event log to its archive, by ``qala archive`` or a job at night."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.clock import Clock
from app.domain.log.archive_months import begin_of, limit_keeping, month_at, months_after
from app.errors import Conflict, InvalidInput
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.events.projections import PROJECTIONS
from app.models.accounts import city_account
from app.models.log import archive_rows
from app.models.log.archive_rows import ArchivedMonth
from app.settings import Settings

log = structlog.get_logger()
BATCH = 2000
"""So many events are moved in one transaction: about a tenth of a second."""
EVERY = timedelta(hours=1)
FIRST_AFTER = timedelta(minutes=15)
_POLL_SECONDS = 0.1
Show = Callable[[ArchivedMonth], None]
"""Is called as a month begins, and after each batch of its events."""


async def archive_months(
    limit: date, tablespace: str | None = None, *, show: Show = lambda _: None, batch: int = BATCH
) -> int:
    """Archive all months before ``limit``, the oldest first; return how many events were moved.

    It may be stopped at any time: the next run, whichever months it is asked for, goes on where this one stopped.

    Raises:
        Conflict: a projection or a consumer has not read a month yet, or an event of it is missing.
    """
    moved = 0
    while (month := await archive_rows.unfinished_month() or await _begun(limit, tablespace)) is not None:
        show(month)
        await _let_readers_end()
        moved += await _move(month.month, show, batch)
        await archive_rows.settle_month(month.month)
    return moved


async def _begun(limit: date, tablespace: str | None) -> ArchivedMonth | None:
    """Return the next month before the limit, begun by this run or another one that runs."""
    while (month := await next_month(limit)) is not None:
        if behind := await _behind(month.last_position):
            raise Conflict(
                f"{month.month:%Y-%m} ends at position {month.last_position:,}, up to which {', '.join(behind)} has not"
                " read the log; expected all of `qala projections list` to be current, and a server that runs",
                names=behind,
            )
        if await archive_rows.begin_month(month, tablespace):
            return month
        if (begun := await archive_rows.unfinished_month()) is not None:
            return begun
    return None


async def next_month(limit: date) -> ArchivedMonth | None:
    """Return the oldest month of the live table if it ends before the limit; the archive begins with the oldest."""
    first = await archive_rows.first_event()
    if first is None:
        return None
    position, at = first
    month = month_at(at, await archive_rows.last_archived_month())
    end = months_after(month, 1)
    if end > limit:
        return None
    return ArchivedMonth(month, position, await archive_rows.last_before(position, begin_of(end)), position - 1)


async def _behind(position: int) -> list[str]:
    """Return which readers of the log have not read up to this position."""
    projections = [item.name for item in PROJECTIONS]
    return await archive_rows.readers_behind([*projections, city_account.EVENTS], position)


async def _let_readers_end() -> None:
    """Wait for the statements that may have been planned before the month had a place in the archive."""
    waited_for = await archive_rows.readers()
    while waited_for:
        await asyncio.sleep(_POLL_SECONDS)
        waited_for &= await archive_rows.readers()


async def _move(month: date, show: Show, batch: int) -> int:
    """Move the rest of a month; return how many events this run has moved."""
    moved = 0
    try:
        while (batch_moved := await archive_rows.move_events(month, batch)) is not None:
            moved += batch_moved.moved
            show(batch_moved.month)
    except archive_rows.HoleInLog as error:
        raise Conflict(f"{error}; expected a log without holes: `qala verify` names what was removed") from error
    return moved


async def checked_tablespace(name: str, option: str) -> str | None:
    """Return the name of the tablespace for new months, or None for that of the database.

    Raises:
        InvalidInput: there is no such tablespace, or this user may not use it.
    """
    if not name:
        return None
    known = await archive_rows.tablespaces()
    if name not in known:
        expected = ", ".join(known)
        raise InvalidInput(option, f"{option}: no tables can be made in {name[:60]!r}; expected one of: {expected}")
    return name


async def archive_by_settings(clock: Clock, settings: Settings) -> int:
    """Archive what the settings ask for if it is night in the cities; return how many events were moved."""
    now = clock.now()
    if not settings.archive_after_months or not await archive_rows.is_night(now):
        return 0
    tablespace = await checked_tablespace(settings.archive_tablespace, "ARCHIVE_TABLESPACE")
    return await archive_months(limit_keeping(settings.archive_after_months, now), tablespace)


def log_archive_job(database_url: str, clock: Clock, settings: Settings) -> PeriodicJob:
    """Return the job, which looks once an hour and works at night."""

    async def work() -> None:
        try:
            if moved := await archive_by_settings(clock, settings):
                log.info("log_archived", events=moved)
        except Conflict as error:
            # A rebuild runs, or the log was damaged; both are said elsewhere too, and the next night tries again.
            log.warning("log_not_archived", reason=error.message)

    return PeriodicJob(
        database_url, Job.LOG_ARCHIVE, work, every=EVERY, first_after=FIRST_AFTER, outages=(BaseORMException,)
    )
