"""The job that folds the texts of older requests for search after an update. It runs on the leader."""

from datetime import timedelta

import structlog
from tortoise.exceptions import BaseORMException

from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.requests.search_texts import fold_waiting_texts

log = structlog.get_logger()
EVERY = timedelta(hours=1)


async def fold_all_texts() -> int:
    """Fold the texts of all requests that wait for it, the newest first; return how many."""
    count = 0
    while done := await fold_waiting_texts():
        count += done
    return count


def search_texts_job(database_url: str) -> PeriodicJob:
    """Return the job."""

    async def work() -> None:
        if count := await fold_all_texts():
            log.info("texts_folded", count=count)

    return PeriodicJob(database_url, Job.SEARCH_TEXTS, work, every=EVERY, outages=(BaseORMException,))
