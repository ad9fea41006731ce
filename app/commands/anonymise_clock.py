"""The job that anonymises what is due, every hour. One process leads."""

from datetime import timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.anonymise import anonymise_due
from app.commands.desk import Desk
from app.events.chore import Chore
from app.events.leadership import Job

log = structlog.get_logger()
EVERY = timedelta(hours=1)


async def anonymise_all(desk: Desk, after_days: int) -> int:
    """Anonymise all that was closed so many days ago; return how many requests."""
    count = 0
    while done := await anonymise_due(desk, desk.clock.now() - timedelta(days=after_days)):
        count += done
    return count


def anonymise_clock(database_url: str, desk: Desk, after_days: int) -> Chore:
    """Return the job: after so many days, a closed request is nobody's any more. It is in no hurry."""

    async def work() -> None:
        if count := await anonymise_all(desk, after_days):
            log.info("anonymised", requests=count)

    hurry = EVERY.total_seconds() / 60
    return Chore(database_url, Job.ANONYMISER, work, every=EVERY, outages=(BaseORMException,), retry_seconds=hurry)
