"""One leader for each job, by a PostgreSQL advisory lock: every process stands for election, one at a time leads."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum
from typing import Any

import asyncpg

from app.models.database import OUTAGES

LOST: tuple[type[Exception], ...] = (*OUTAGES, asyncpg.PostgresError)
"""What a leader's work raises when its connection, and so its lock, is gone: it stands for election again."""


_NOTICE_SOON = """
    SET tcp_keepalives_idle = '10s'; SET tcp_keepalives_interval = '5s'; SET tcp_keepalives_count = 4;
    SET tcp_user_timeout = '30s'
"""
"""A machine that vanishes says no goodbye: by itself the database would keep its locks for the two hours after which
the system looks whether anybody is there. Over a Unix socket it means nothing, and is allowed."""


class Job(IntEnum):
    """The jobs that only one process may do at a time; the numbers are the keys of their locks."""

    SEQUENCER = 0x51414C4102
    DEADLINE_CLOCK = 0x51414C4103
    POST_OFFICE = 0x51414C4104
    SWEEPER = 0x51414C4105
    ANONYMISER = 0x51414C4106
    PHOTO_SWEEP = 0x51414C4107


@asynccontextmanager
async def leadership(dsn: str, job: Job, *, retry_seconds: float = 0.5) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Wait until this process leads the job; yield the connection that holds the lock.

    When the connection dies, the lock is gone with it: whatever must be done by the leader alone is done on it.
    """
    # Who leads can be read in pg_stat_activity, beside the lock.
    name = {"application_name": f"qala-{job.name.lower().replace('_', '-')}-{os.getpid()}"}
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        dsn, timeout=5, command_timeout=60, server_settings=name
    )
    try:
        await connection.execute(_NOTICE_SOON)
        # Asking again and again, because a waiting pg_advisory_lock() would hold back VACUUM all the while.
        while not await _is_elected(connection, job):  # noqa: ASYNC110 - the lock lives in another process
            await asyncio.sleep(retry_seconds)
        yield connection
    finally:
        with contextlib.suppress(*LOST):
            await connection.close(timeout=2)


async def check_lock_connection(connection: "asyncpg.Connection[Any]") -> None:
    """Return when the connection that holds the lock still answers.

    Raises:
        one of ``LOST``: it does not, so the lock is lost too.
    """
    await connection.execute("SELECT 1")


async def _is_elected(connection: "asyncpg.Connection[Any]", job: Job) -> bool:
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", int(job)))
