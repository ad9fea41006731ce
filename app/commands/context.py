"""What every command has on its desk."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from app.auth.limiter import Limiter
from app.clock import Clock
from app.events.signals import Signals
from app.notifications.links import Links
from app.notifications.outbox import Outbox
from app.photos.pipeline import Pipeline
from app.storage.protocol import Storage

log = structlog.get_logger()
FILES_AT_ONCE = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The clock, the line to the sequencer, the outbox, the limits, the photos, and the house rules commands need."""

    clock: Clock
    signals: Signals
    outbox: Outbox
    links: Links
    limiter: Limiter
    storage: Storage
    pipeline: Pipeline
    public_url: str
    gov_domains: tuple[str, ...] = ("gov.kz",)
    session_days: int = 30
    decode_semaphore: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FILES_AT_ONCE))
    """How many files are whole in memory at a time; whoever comes later waits with theirs on the disk."""
    running: "set[asyncio.Task[Any]]" = field(default_factory=set)

    async def run_to_completion(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a command to its end even when the client hangs up meanwhile: a command happens whole or not at all."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)

    def run_in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something after the answer, so that the answer does not tell by its time what there was to do."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self.running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("work after the answer failed", exc_info=task.exception())

    async def wait_for_background(self) -> None:
        """Wait for commands whose clients have left."""
        if self.running:
            await asyncio.wait(set(self.running))
