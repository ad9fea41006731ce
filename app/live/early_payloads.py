"""Payloads of events that are being committed, rendered meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from app.domain.log.events import Event, LoggedEvent

MOST_EARLY = 4
"""How many events of a commit are rendered while it lasts; and for how many executions each of them."""
FRESH_SECONDS = 0.5
"""A payload that has waited longer for its commit is rendered again: what it shows of its request may have changed."""


class _Early(NamedTuple):
    event: Event
    generation: int
    begun: float
    task: asyncio.Task[bytes]


class EarlyPayloads:
    """The payloads of one execution that were begun before their events were committed.

    A commit may fail, and its positions are then given again, perhaps to other events. So a payload is handed out only
    for the very object that it was rendered from.
    """

    def __init__(
        self, render: Callable[[LoggedEvent], Awaitable[bytes]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._render = render
        self._clock = clock
        self._begun: dict[int, _Early] = {}

    def __len__(self) -> int:
        return len(self._begun)

    def begin(self, logged: LoggedEvent, generation: int) -> None:
        """Start to render the event at the position that it will have."""
        # The commit of earlier ones has failed, or they went to the subscribers by another way.
        while len(self._begun) >= MOST_EARLY:
            self._drop(next(iter(self._begun)))
        self._drop(logged.position)
        task = asyncio.create_task(self._rendered(logged), name=f"early payload {logged.position}")
        # Where the event is never delivered no task reads the failure, and asyncio would report it.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._begun[logged.position] = _Early(logged.event, generation, self._clock(), task)

    async def take(self, logged: LoggedEvent, generation: int) -> bytes | None:
        """Return the payload of an event that is committed; None where it has to be rendered now."""
        early = self._begun.pop(logged.position, None)
        if early is None:
            return None
        is_stale = self._clock() - early.begun > FRESH_SECONDS or early.generation != generation
        if early.event is not logged.event or is_stale:
            early.task.cancel()
            return None
        try:
            return await early.task
        except Exception:  # noqa: BLE001 - the caller renders it again, and reports what fails then
            return None

    def end(self) -> None:
        """Drop everything."""
        for position in list(self._begun):
            self._drop(position)

    async def _rendered(self, logged: LoggedEvent) -> bytes:
        return await self._render(logged)

    def _drop(self, position: int) -> None:
        early = self._begun.pop(position, None)
        if early is not None:
            early.task.cancel()
