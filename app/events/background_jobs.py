"""Runs the background jobs of a process."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger()

_SHUTDOWN_SECONDS = 5
_SHUTDOWN_ROUNDS = 50


@asynccontextmanager
async def background_jobs(jobs: Iterable[Coroutine[Any, Any, None]], fault: asyncio.Event) -> AsyncIterator[None]:
    """Run these jobs during the block. A job that ends by itself is logged and sets ``fault``."""

    def report(task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            log.critical("job_ended", job=task.get_name(), exc_info=task.exception())
            fault.set()

    tasks = [asyncio.create_task(job, name=str(job)) for job in jobs]
    for task in tasks:
        task.add_done_callback(report)
    try:
        yield
    finally:
        for task in await _cancel(tasks):
            log.error("job_did_not_stop", job=task.get_name())


async def _cancel(tasks: "Iterable[asyncio.Task[None]]") -> "set[asyncio.Task[None]]":
    """Cancel the tasks and return those that did not end in time."""
    ending = set(tasks)
    for _ in range(_SHUTDOWN_ROUNDS):
        # Cancelled more than once, because redis-py swallows a cancellation that meets it while it connects.
        for task in ending:
            task.cancel()
        _, ending = await asyncio.wait(ending, timeout=_SHUTDOWN_SECONDS / _SHUTDOWN_ROUNDS)
        if not ending:
            break
    return ending
