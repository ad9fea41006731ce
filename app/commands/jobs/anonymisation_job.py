"""The job that anonymises what is due, every hour. One process leads."""

from datetime import timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.jobs.anonymisation import anonymise_due
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob

log = structlog.get_logger()
EVERY = timedelta(hours=1)


async def anonymise_all(context: CommandContext, after_days: int) -> int:
    """Anonymise all that was closed so many days ago; return how many requests."""
    count = 0
    while done := await anonymise_due(context, context.clock.now() - timedelta(days=after_days)):
        count += done
    return count


def anonymisation_job(database_url: str, context: CommandContext, after_days: int) -> PeriodicJob:
    """Return the job: after so many days, a closed request is nobody's any more. It is in no hurry."""

    async def work() -> None:
        if count := await anonymise_all(context, after_days):
            log.info("anonymised", requests=count)

    hurry = EVERY.total_seconds() / 60
    return PeriodicJob(
        database_url, Job.ANONYMISATION, work, every=EVERY, outages=(BaseORMException,), retry_seconds=hurry
    )
