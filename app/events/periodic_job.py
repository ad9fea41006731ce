"""What one process does for all, now and then."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg

from app.events.leader import Leader
from app.events.leadership import LOST, Job

_HEARTBEAT_SECONDS = 60.0


class PeriodicJob:
    """Runs until cancelled: does the work ``first_after`` it was elected, then ``every`` so often.

    A failure of the work is loud, and the work is tried again by whoever is elected next; an outage is no failure.
    """

    def __init__(
        self,
        database_url: str,
        job: Job,
        work: Callable[[], Awaitable[None]],
        *,
        every: timedelta,
        first_after: timedelta = timedelta(0),
        outages: tuple[type[Exception], ...] = (),
        retry_seconds: float = 5.0,
    ) -> None:
        self._work = work
        self._every = every.total_seconds()
        self._first_after = first_after.total_seconds()
        self._due = 0.0
        self._leader = Leader(
            database_url,
            job,
            self._round,
            asyncio.Event(),
            elected=self._elected,
            outages=(*LOST, *outages),
            stubborn=True,
            retry_seconds=retry_seconds,
        )

    async def run(self) -> None:
        """Lead whenever the lock can be had."""
        await self._leader.run()

    def _elected(self) -> None:
        self._due = asyncio.get_running_loop().time() + self._first_after

    async def _round(self, guard: "asyncpg.Connection[Any]") -> float:
        # The lock is gone with its connection: whoever has lost it notices before the work, not by it.
        await guard.execute("SELECT 1")
        loop = asyncio.get_running_loop()
        if loop.time() >= self._due:
            await self._work()
            self._due = loop.time() + self._every
        return min(_HEARTBEAT_SECONDS, max(0.0, self._due - loop.time()))
