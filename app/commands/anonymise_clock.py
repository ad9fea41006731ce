"""The job that anonymises what is due, every hour. One process leads."""

import asyncio
from datetime import timedelta

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from app.commands.anonymise import anonymise_due
from app.commands.desk import Desk
from app.events.leadership import Job, leadership
from app.models.database import asyncpg_dsn

log = structlog.get_logger()
EVERY = timedelta(hours=1)


class AnonymiseClock:
    """Runs until cancelled: after so many days, a closed request is nobody's any more."""

    def __init__(self, database_url: str, desk: Desk, after_days: int) -> None:
        self._dsn = asyncpg_dsn(database_url)
        self._desk = desk
        self._after = timedelta(days=after_days)

    async def run(self) -> None:
        """Lead whenever the lock can be had. It is in no hurry: nor is its place in the queue for the lock."""
        while True:
            try:
                async with leadership(self._dsn, Job.ANONYMISER, retry_seconds=EVERY.total_seconds() / 60) as guard:
                    while True:
                        # The lock is gone with its connection; two at once would do no harm, only wait for each other.
                        await guard.execute("SELECT 1")
                        await self.round()
                        await asyncio.sleep(EVERY.total_seconds())
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, BaseORMException) as error:
                log.warning("anonymising lost its database", error=str(error))
            except Exception:
                # What cannot be anonymised stays as it is: loud, and lossless once cured.
                log.exception("anonymising stands still")
            await asyncio.sleep(EVERY.total_seconds() / 60)

    async def round(self) -> int:
        """Anonymise all that is due now; return how many requests."""
        count = 0
        while done := await anonymise_due(self._desk, self._desk.clock.now() - self._after):
            count += done
        if count:
            log.info("anonymised", requests=count)
        return count
