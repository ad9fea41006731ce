"""How long one statement may run, by kind of work.

PostgreSQL looks at the time between rows, so a scan that returns none for long may exceed it:
`app/queries/requests/filter.py` keeps text searches from such scans.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import Any

import asyncpg


class Work(Enum):
    """A kind of work with the settings of its statements; the value is milliseconds, 0 = no limit."""

    SERVING = 15_000
    """Commands and light reads of a process that serves clients: the settings its connections begin with."""
    HEAVY_READ = 10_000
    """A read that waited for a slot; it also stays on one core, so that it cannot take them all."""
    EXPORT = 60_000
    """The reads of an export: of each the next rows, which a rare text may have to look for in a whole city."""
    JOB = 300_000
    """A job in the background: cleaning up, anonymising."""
    BULK = 0
    """The command line: imports, exports, verification, migrations."""


STATEMENT_TIMED_OUT = asyncpg.QueryCanceledError
"""The error of a statement that ran longer than its work allows."""
_work: ContextVar[Work | None] = ContextVar("work", default=None)
_SET = {
    Work.HEAVY_READ: f"SET statement_timeout = {Work.HEAVY_READ.value}; SET max_parallel_workers_per_gather = 0",
    Work.EXPORT: f"SET statement_timeout = {Work.EXPORT.value}; SET max_parallel_workers_per_gather = 0",
    Work.JOB: f"SET statement_timeout = {Work.JOB.value}",
}


@contextmanager
def statements_of(work: Work) -> Iterator[None]:
    """Give statements of the block the limits of this work, on every connection that it takes from the pool."""
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)


async def apply_limits(connection: "asyncpg.Connection[Any]") -> None:
    """Set the limits of the current work on a connection; the pool resets them when it gets the connection back."""
    work = _work.get()
    if work in _SET:
        await connection.execute(_SET[work])
