"""The job that notes which accounts have acted in which city. It runs on the leader."""

from datetime import timedelta

from tortoise.exceptions import BaseORMException

from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.accounts.city_account import note_accounts

EVERY = timedelta(seconds=5)


async def note_all_accounts() -> None:
    """Note the accounts of all events and followers that have none of theirs noted yet."""
    while await note_accounts():
        pass


def city_accounts_job(database_url: str) -> PeriodicJob:
    """Return the job."""
    return PeriodicJob(database_url, Job.CITY_ACCOUNTS, note_all_accounts, every=EVERY, outages=(BaseORMException,))
