"""A job that runs at intervals, in one process for all."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg

from app.events.leader import Leader
from app.events.leadership import CONNECTION_LOST, Job
from app.models.statement_limits import Work, statements_of

_HEARTBEAT_SECONDS = 60.0


class PeriodicJob:
    """Runs ``work`` at the interval ``every``, for the first time ``first_after`` the election of the leader.

    A failure of the work is logged, and the next leader tries again. An error in ``outages`` is not a failure.
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
            outages=(*CONNECTION_LOST, *outages),
            retry_errors=True,
            retry_seconds=retry_seconds,
        )

    async def run(self) -> None:
        """Work while this process is the leader; runs until cancelled."""
        await self._leader.run()

    def _elected(self) -> None:
        self._due = asyncio.get_running_loop().time() + self._first_after

    async def _round(self, connection: "asyncpg.Connection[Any]") -> float:
        # The lock ends with its connection; this query detects a lost lock before the work starts.
        await connection.execute("SELECT 1")
        loop = asyncio.get_running_loop()
        if loop.time() >= self._due:
            with statements_of(Work.JOB):
                await self._work()
            self._due = loop.time() + self._every
        return min(_HEARTBEAT_SECONDS, max(0.0, self._due - loop.time()))
