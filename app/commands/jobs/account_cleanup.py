"""Sweeping: accounts that nobody confirmed go after so many days, and so do links that have expired."""

import contextlib
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from tortoise.exceptions import BaseORMException, IntegrityError

from app.commands.accounts.erasure import erase_person
from app.commands.context import CommandContext
from app.events.leadership import Job
from app.events.periodic_job import PeriodicJob
from app.models.database import row, rows, transaction

log = structlog.get_logger()
BATCH = 100
EVERY = timedelta(hours=1)
KEPT_AFTER_EXPIRY = timedelta(days=1)
# Whom the Akimat has approved, it answers for; and who is blocked stays so, or the address could be registered anew.
_UNCONFIRMED = (
    "email_verified_at IS NULL AND erased_at IS NULL AND blocked_at IS NULL AND approved_at IS NULL AND created_at < $1"
)
_LEFT_BEHIND = (
    "SELECT 1 FROM event WHERE actor_id = $1",
    "SELECT 1 FROM points_entry WHERE account_id = $1",
    "SELECT 1 FROM account_decision WHERE account_id = $1 OR officer_id = $1",
)


async def remove_unconfirmed_accounts(context: CommandContext, days: int) -> int:
    """Erase accounts whose address nobody confirmed for so many days; return how many.

    They are erased as by their owner: what they have reported stays, without a name. Those that have left nothing
    behind are deleted whole.
    """
    now, swept = context.clock.now(), 0
    await rows("DELETE FROM email_token WHERE expires_at < $1", now - KEPT_AFTER_EXPIRY)
    while True:
        found = await rows(
            f"SELECT id FROM account WHERE {_UNCONFIRMED} ORDER BY created_at LIMIT {BATCH}",  # noqa: S608 - constants
            now - timedelta(days=days),
        )
        for item in found:
            swept += await context.run_to_completion(_sweep_one(context, item["id"], now - timedelta(days=days)))
        if len(found) < BATCH:
            return swept


async def _sweep_one(context: CommandContext, account_id: UUID, before: datetime) -> bool:
    async with transaction():
        # Asked again under the lock: the link may have been opened a moment ago.
        found = await row(f"SELECT id FROM account WHERE {_UNCONFIRMED} AND id = $2 FOR UPDATE", before, account_id)  # noqa: S608 - constants
        if found is None:
            return False
        ended = await erase_person(account_id, context.clock.now())
    await context.signals.account_erased()
    await context.signals.sessions_over(ended)
    await _delete_bare(account_id)
    return True


async def _delete_bare(account_id: UUID) -> None:
    """Delete the row of an erased account that nothing speaks of."""
    # The tables say by their keys what speaks of an account; of those that have no key we ask.
    with contextlib.suppress(IntegrityError):
        async with transaction():
            for sql in _LEFT_BEHIND:
                if await row(f"{sql} LIMIT 1", account_id):
                    return
            for table in ("leaderboard_leave", "session"):
                await rows(f"DELETE FROM {table} WHERE account_id = $1", account_id)  # noqa: S608 - constants
            await rows("DELETE FROM account WHERE id = $1", account_id)


def account_cleanup_job(database_url: str, context: CommandContext, days: int) -> PeriodicJob:
    """Return what sweeps every hour, in one process."""

    async def work() -> None:
        if swept := await remove_unconfirmed_accounts(context, days):
            log.info("accounts swept that nobody confirmed", count=swept)

    return PeriodicJob(database_url, Job.ACCOUNT_CLEANUP, work, every=EVERY, outages=(BaseORMException,))
