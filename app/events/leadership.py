"""Leader election by a PostgreSQL advisory lock: at most one process leads a job."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum, unique
from typing import Any

import asyncpg

from app.errors import DatabaseFull
from app.models.database import OUTAGES

CONNECTION_LOST: tuple[type[Exception], ...] = (*OUTAGES, asyncpg.PostgresError, DatabaseFull)
"""What a leader's work raises when its connection, and with it its lock, is gone, or when the database has no room; a
new election follows."""

_DETECT_DEAD_PEER = """
    SET tcp_keepalives_idle = '10s'; SET tcp_keepalives_interval = '5s'; SET tcp_keepalives_count = 4;
    SET tcp_user_timeout = '30s'
"""
"""A machine that fails closes no connection: by default the database would keep its locks for the two hours after
which TCP keepalive starts. Over a Unix socket these settings have no effect."""


@unique
class Job(IntEnum):
    """The jobs that run in one process at a time; the numbers are the keys of their locks."""

    SEQUENCER = 0x51414C4102
    DEADLINES = 0x51414C4103
    NOTIFIER = 0x51414C4104
    ACCOUNT_CLEANUP = 0x51414C4105
    ANONYMISATION = 0x51414C4106
    PHOTO_CLEANUP = 0x51414C4107
    SEARCH_TEXTS = 0x51414C4108
    REBUILD = 0x51414C4109
    """of projections; its lock is held while one runs, not while none does"""
    DISTRICT_SURVEY = 0x51414C410A
    RETENTION = 0x51414C410B
    CITY_ACCOUNTS = 0x51414C410C
    LOG_ARCHIVE = 0x51414C410D


@asynccontextmanager
async def leadership(dsn: str, job: Job, *, retry_seconds: float = 0.5) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Wait until this process leads the job; yield the connection that holds the lock.

    The lock ends with the connection, so work that only the leader may do is done on this connection.
    """
    # pg_stat_activity shows this name, and so which process leads.
    name = {"application_name": f"qala-{job.name.lower().replace('_', '-')}-{os.getpid()}"}
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        dsn, timeout=5, command_timeout=60, server_settings=name
    )
    try:
        await connection.execute(_DETECT_DEAD_PEER)
        # A poll, because a waiting pg_advisory_lock() would hold back VACUUM.
        while not await _is_elected(connection, job):  # noqa: ASYNC110 - the lock lives in another process
            await asyncio.sleep(retry_seconds)
        yield connection
    finally:
        with contextlib.suppress(*CONNECTION_LOST):
            await connection.close(timeout=2)


async def check_lock_connection(connection: "asyncpg.Connection[Any]") -> None:
    """Return when the connection that holds the lock still answers.

    Raises:
        one of ``CONNECTION_LOST``: it does not, so the lock is lost too.
    """
    await connection.execute("SELECT 1")


async def _is_elected(connection: "asyncpg.Connection[Any]", job: Job) -> bool:
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", int(job)))
