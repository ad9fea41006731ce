"""The deadline clock: waits until the next timer of any request is due, and fires it. It runs on the leader."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.jobs.deadlines import fire_due
from app.events.leader import SETTLE_SECONDS, Leader
from app.events.leadership import CONNECTION_LOST, Job, check_lock_connection
from app.models.requests.due_requests import next_timer_at

log = structlog.get_logger()
LONGEST_SLEEP = timedelta(seconds=5)
"""A change whose wake-up was lost is noticed after this at the latest."""
_LOST: tuple[type[Exception], ...] = (*CONNECTION_LOST, BaseORMException)
LATE = timedelta(seconds=60)


class DeadlineJob:
    """Runs until cancelled. ``woken`` is set after each committed command, which may have changed the next timer."""

    def __init__(
        self, database_url: str, context: CommandContext, woken: asyncio.Event, *, retry_seconds: float = 0.5
    ) -> None:
        self._context = context
        self._leader = Leader(
            database_url,
            Job.DEADLINES,
            self._round,
            woken,
            outages=_LOST,
            retry_seconds=retry_seconds,
            settle_seconds=SETTLE_SECONDS,
        )
        self.fired = 0

    @property
    def is_leader(self) -> bool:
        """Whether this process is the leader."""
        return self._leader.is_leader

    async def run(self) -> None:
        """Fire timers whenever this process holds the lock of the leader."""
        await self._leader.run()

    async def _round(self, lock: "asyncpg.Connection[Any]") -> float:
        # The lock is lost with its connection. Firing without it is safe, but two processes would do the same work.
        await check_lock_connection(lock)
        # Most rounds follow a command that made nothing due, and the first entry of an index says so.
        while (coming := await next_timer_at()) is not None and coming <= self._context.clock.now():
            if not (round_ := await fire_due(self._context)).count:
                break
            self.fired += round_.count
            if round_.latest_seconds > LATE.total_seconds():
                log.warning("deadlines_fired_late", count=round_.count, latest_seconds=round_.latest_seconds)
        pause = LONGEST_SLEEP if coming is None else min(LONGEST_SLEEP, coming - self._context.clock.now())
        return max(0.0, pause.total_seconds())
