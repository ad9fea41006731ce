"""Letting another task wait for the rows that the transaction of a test has locked."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import Any, TypeVar

from app.models.database import row, transaction
from tests.waiting import until

T = TypeVar("T")


class Rival:
    """Starts work on connections of its own, outside the transaction of the test."""

    def __init__(self) -> None:
        self._outside = copy_context()

    async def blocked(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Start the work; return once one of its statements waits for the transaction of the caller."""
        task = asyncio.create_task(work, context=self._outside.copy())
        await until(_someone_waits_for_this, "a statement that waits for this transaction")
        return task

    async def apart(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of work that does not wait for the transaction of the test."""
        return await asyncio.create_task(work, context=self._outside.copy())


@asynccontextmanager
async def rivalry() -> AsyncIterator[Rival]:
    """Run the block in a transaction, with what starts its rivals."""
    rival = Rival()
    async with transaction():
        yield rival


async def _someone_waits_for_this() -> bool:
    waiting = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    return await row(f"{waiting} LIMIT 1") is not None
