"""The jobs that clean up and catch up at intervals, whatever the settings."""

from collections.abc import Coroutine
from typing import Any

from app.commands.context import CommandContext
from app.commands.jobs.city_accounts import city_accounts_job
from app.commands.jobs.photo_cleanup import photo_cleanup_job
from app.commands.jobs.retention import retention_job
from app.commands.jobs.search_texts import search_texts_job
from app.settings import Settings


def periodic_jobs(database_url: str, context: CommandContext, settings: Settings) -> list[Coroutine[Any, Any, None]]:
    """Return the jobs, each of which elects its own leader."""
    return [
        photo_cleanup_job(database_url, context).run(),
        search_texts_job(database_url).run(),
        city_accounts_job(database_url).run(),
        retention_job(database_url, context.clock, settings).run(),
    ]
