"""Finds the messages that are due in the log, and sends them."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

from app.clock import Clock
from app.events.consumer import Consumer, in_turn
from app.events.leadership import Job
from app.notifications.area_digest import AreaDigest
from app.notifications.digest import Digest
from app.notifications.outbox import Outbox
from app.notifications.sender import Sender


@dataclass(frozen=True, slots=True)
class Notifier:
    """The two jobs of letters, and the two events that wake them."""

    reader: Consumer
    sender: Sender
    log_grown: asyncio.Event
    outgoing: asyncio.Event

    @classmethod
    def of(
        cls,
        database_url: str,
        clock: Clock,
        sender: Sender,
        outbox: Outbox,
        *,
        log_grown: asyncio.Event,
        outgoing: asyncio.Event,
    ) -> Self:
        """Return the notifier that puts what it finds in the log into this outbox."""
        reader = Consumer(
            database_url,
            "post",
            Job.NOTIFIER,
            outbox.take,
            log_grown,
            tick=in_turn(Digest(clock).tick, AreaDigest(clock).tick),
            committed=outgoing.set,
        )
        return cls(reader, sender, log_grown, outgoing)

    def jobs(self) -> list[Coroutine[Any, Any, None]]:
        """Return the jobs of a process that sends letters."""
        return [self.reader.run(), self.sender.run()]
