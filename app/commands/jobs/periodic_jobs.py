"""The jobs that clean up and catch up at intervals."""

from collections.abc import Coroutine
from typing import Any

from app.commands.context import CommandContext
from app.commands.jobs.account_cleanup import account_cleanup_job
from app.commands.jobs.anonymisation import anonymisation_job
from app.commands.jobs.city_accounts import city_accounts_job
from app.commands.jobs.district_survey import district_survey_job
from app.commands.jobs.log_archive import log_archive_job
from app.commands.jobs.photo_cleanup import photo_cleanup_job
from app.commands.jobs.retention import retention_job
from app.commands.jobs.search_texts import search_texts_job
from app.settings import Settings


def periodic_jobs(database_url: str, context: CommandContext, settings: Settings) -> list[Coroutine[Any, Any, None]]:
    """Return the jobs that the settings ask for; each elects its own leader."""
    jobs = [
        photo_cleanup_job(database_url, context),
        search_texts_job(database_url),
        city_accounts_job(database_url),
        retention_job(database_url, context.clock, settings),
        district_survey_job(database_url, context),
        account_cleanup_job(database_url, context, settings.unconfirmed_days),
    ]
    if settings.anonymise_after_days:
        jobs.append(anonymisation_job(database_url, context, settings.anonymise_after_days))
    if settings.archive_after_months:
        jobs.append(log_archive_job(database_url, context.clock, settings))
    return [job.run() for job in jobs]
