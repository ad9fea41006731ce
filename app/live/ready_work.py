"""Does the work that becomes ready: of each level one piece after the other, in one task, until one has to wait."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Coroutine
from typing import Any, Protocol

from app.live.eager import EagerCoroutine, start_eagerly
from app.live.time_slices import TimeSlices


class Worker(Protocol):
    """Who has work; must not raise."""

    task: asyncio.Task[None] | None
    """The task in which its work waits for something."""

    def work(self) -> Coroutine[Any, Any, None] | None:
        """Do what is ready; return the rest of it where that may have to wait. Called in a turn of the time slices."""
        ...


class ReadyWork:
    """Workers by level, the first that became ready first.

    Most deliveries of an event that only one client watches need not wait for anything, and a task for each would cost
    as much as its work. So one task does them in turn; where one waits, that task is its own, and another goes on.
    """

    def __init__(self, slices: TimeSlices) -> None:
        self._slices = slices
        self._ready: defaultdict[int, deque[Worker]] = defaultdict(deque)
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def add(self, level: int, worker: Worker) -> None:
        """Take a worker that has become ready; it works when a slice of this level has time."""
        self._ready[level].append(worker)
        if level not in self._tasks:
            self._begin(level)

    def _begin(self, level: int) -> None:
        self._tasks[level] = asyncio.create_task(self._work(level), name=f"ready work {level}")

    async def _work(self, level: int) -> None:
        ready = self._ready[level]
        while ready:
            if self._slices.is_over(level):
                await self._slices.turn(level)
            worker = ready.popleft()
            rest = worker.work()
            if rest is None:
                continue
            begun = start_eagerly(rest)
            if not isinstance(begun, EagerCoroutine):
                continue
            if begun.may_move:
                worker.task = asyncio.create_task(_finish(begun), name=f"waiting work {level}")
            else:
                worker.task = self._tasks.pop(level)
                if ready:
                    self._begin(level)
                await begun
                return
        del self._tasks[level]


async def _finish(begun: EagerCoroutine) -> None:
    await begun
