"""The job that deletes what is kept for a time only, once an hour: notifications, letters, sessions.

The event log and what is computed from it stay: a timeline is provable only as a whole.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.clock import Clock
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.privacy.retention import delete_expired_sessions, delete_old_letters, delete_old_notifications
from app.settings import Settings

log = structlog.get_logger()
EVERY = timedelta(hours=1)
FIRST_AFTER = timedelta(minutes=10)
"""The first minutes after a start belong to the clients that come back."""
BATCH = 1000
"""So many rows are deleted in one transaction."""
EXPIRED_SESSIONS_KEPT = timedelta(days=30)
Delete = Callable[[datetime, int], Awaitable[int]]


async def delete_what_is_over(clock: Clock, settings: Settings) -> dict[str, int]:
    """Delete all rows whose time is over, in batches; return how many, by kind."""
    now = clock.now()
    kept: dict[str, tuple[Delete, timedelta]] = {
        "letters": (delete_old_letters, timedelta(days=settings.letter_days)),
        "sessions": (delete_expired_sessions, EXPIRED_SESSIONS_KEPT),
    }
    if settings.notification_days:
        kept["notifications"] = (delete_old_notifications, timedelta(days=settings.notification_days))
    return {name: await _in_batches(delete, now - kept_for) for name, (delete, kept_for) in kept.items()}


async def _in_batches(delete: Delete, before: datetime) -> int:
    count = 0
    while deleted := await delete(before, BATCH):
        count += deleted
    return count


def retention_job(database_url: str, clock: Clock, settings: Settings) -> PeriodicJob:
    """Return the job."""

    async def work() -> None:
        deleted = await delete_what_is_over(clock, settings)
        if any(deleted.values()):
            log.info("old_rows_deleted", **deleted)

    return PeriodicJob(
        database_url, Job.RETENTION, work, every=EVERY, first_after=FIRST_AFTER, outages=(BaseORMException,)
    )
