"""What every command has on its desk."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.clock import Clock
from app.events.signals import Signals
from app.mail.links import Links
from app.mail.outbox import Outbox

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """The clock, the line to the sequencer, the outbox, and the house rules that commands need."""

    clock: Clock
    signals: Signals
    outbox: Outbox
    links: Links
    public_url: str
    gov_domains: tuple[str, ...] = ("gov.kz",)
    session_days: int = 30
    running: "set[asyncio.Task[Any]]" = field(default_factory=set)

    async def see_through(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a command to its end even when the client hangs up meanwhile: a command happens whole or not at all."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)

    async def drained(self) -> None:
        """Wait for commands whose clients have left."""
        if self.running:
            await asyncio.wait(set(self.running))
