"""The job that erases unconfirmed accounts and deletes expired links, once an hour. It runs on the leader."""

import contextlib
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from tortoise.exceptions import BaseORMException, IntegrityError

from app.auth.known_devices import DEVICE_DAYS
from app.commands.accounts.erasure import erase_person
from app.commands.context import CommandContext
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.accounts.email_token import EmailToken
from app.models.accounts.known_device import forget_old_devices
from app.models.accounts.unconfirmed_accounts import (
    delete_unreferenced_account,
    lock_unconfirmed_account,
    unconfirmed_accounts,
)
from app.models.database import transaction
from app.models.requests.taken_step import forget_taken_steps

log = structlog.get_logger()
BATCH = 100
EVERY = timedelta(hours=1)
KEPT_AFTER_EXPIRY = timedelta(days=1)
# A page keeps what it has not sent for two weeks.
STEP_IDS_KEPT = timedelta(days=60)


async def remove_unconfirmed_accounts(context: CommandContext, days: int) -> int:
    """Erase accounts whose address was not confirmed for so many days; return how many.

    They are erased as by their owner: their requests stay, without a name. An account that no row refers to is deleted.
    """
    now, count = context.clock.now(), 0
    before = now - timedelta(days=days)
    await EmailToken.filter(expires_at__lt=now - KEPT_AFTER_EXPIRY).delete()
    await forget_old_devices(now - timedelta(days=DEVICE_DAYS))
    await forget_taken_steps(now - STEP_IDS_KEPT)
    while True:
        found = await unconfirmed_accounts(before, BATCH)
        for account_id in found:
            count += await context.run_to_completion(_remove(context, account_id, before))
        if len(found) < BATCH:
            return count


async def _remove(context: CommandContext, account_id: UUID, before: datetime) -> bool:
    async with transaction():
        # Checked again under the lock: the account may have been confirmed since it was listed.
        if not await lock_unconfirmed_account(account_id, before):
            return False
        ended = await erase_person(account_id, context.clock.now())
    await context.signals.account_erased()
    await context.signals.sessions_over(ended)
    # Most references have a foreign key, which then refuses the deletion.
    with contextlib.suppress(IntegrityError):
        async with transaction():
            await delete_unreferenced_account(account_id)
    return True


def account_cleanup_job(database_url: str, context: CommandContext, days: int) -> PeriodicJob:
    """Return the job that removes accounts unconfirmed for so many days."""

    async def work() -> None:
        if count := await remove_unconfirmed_accounts(context, days):
            log.info("unconfirmed_accounts_removed", count=count)

    return PeriodicJob(database_url, Job.ACCOUNT_CLEANUP, work, every=EVERY, outages=(BaseORMException,))
