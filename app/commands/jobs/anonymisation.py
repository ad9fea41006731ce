"""The job that anonymises requests once an hour. It runs on the leader."""

from datetime import timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.requests.anonymisation import anonymise_due
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob

log = structlog.get_logger()
EVERY = timedelta(hours=1)
RETRY_SECONDS = 60.0


async def anonymise_all(context: CommandContext, after_days: int) -> int:
    """Anonymise all requests that were closed so many days ago; return how many."""
    count = 0
    while done := await anonymise_due(context, context.clock.now() - timedelta(days=after_days)):
        count += done
    return count


def anonymisation_job(database_url: str, context: CommandContext, after_days: int) -> PeriodicJob:
    """Return the job that anonymises requests closed for so many days."""

    async def work() -> None:
        if count := await anonymise_all(context, after_days):
            log.info("requests_anonymised", count=count)

    return PeriodicJob(
        database_url, Job.ANONYMISATION, work, every=EVERY, outages=(BaseORMException,), retry_seconds=RETRY_SECONDS
    )
