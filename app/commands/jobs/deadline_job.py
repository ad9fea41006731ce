"""The deadline clock: sleeps until the next moment of any request, and fires it. One process leads."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.commands.jobs.deadlines import fire_due, next_moment_at
from app.events.leader import Leader
from app.events.leadership import CONNECTION_LOST, Job

log = structlog.get_logger()
LONGEST_SLEEP = timedelta(seconds=5)
"""A change that nobody told us of is noticed after this at the latest."""
_LOST: tuple[type[Exception], ...] = (*CONNECTION_LOST, BaseORMException)
LATE = timedelta(seconds=60)


class DeadlineJob:
    """Runs until cancelled. ``woken`` is set whenever a command has committed: the next moment may be another one."""

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
        )
        self.fired = 0

    async def run(self) -> None:
        """Lead whenever the lock can be had."""
        await self._leader.run()

    async def _round(self, guard: "asyncpg.Connection[Any]") -> float:
        # The lock is gone with its connection; firing without it would do no harm, only double work.
        await guard.execute("SELECT 1")
        while (round_ := await fire_due(self._context)).count:
            self.fired += round_.count
            if round_.latest_seconds > LATE.total_seconds():
                log.warning("deadlines fired late", count=round_.count, latest_seconds=round_.latest_seconds)
        coming = await next_moment_at()
        pause = LONGEST_SLEEP if coming is None else min(LONGEST_SLEEP, coming - self._context.clock.now())
        return max(0.0, pause.total_seconds())
