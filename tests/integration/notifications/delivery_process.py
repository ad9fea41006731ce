"""Another process of the application, which kills itself at a chosen step."""

import asyncio
import os
import signal
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from app.application import open_application
from app.clock import FixedClock
from app.domain.log.events import LoggedEvent
from app.models.database import asyncpg_dsn
from app.notifications.outbox import Outbox
from app.notifications.transport import Message
from app.settings import Settings


def die() -> None:
    """End at once, without any clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Ledger:
    """A transport that writes each letter into a file, and ends the process after a given number."""

    def __init__(self, file: Path, most: int) -> None:
        self.file = file
        self.most = most
        self.taken = 0

    async def deliver(self, message: Message) -> None:
        """Record that it was delivered."""
        with self.file.open("a") as file:
            file.write(f"{message.id}\n")
            file.flush()
        self.taken += 1
        if self.taken == self.most:
            die()


def run(moment: str, database_url: str, redis_url: str, now: datetime, file: Path) -> None:
    """Do what the notifier does, up to the step."""
    asyncio.run(_run(moment, database_url, redis_url, now, file))


def die_when_taken(moment: str) -> None:
    """End the process when the outbox has taken a batch of events, or half of it, before the commit."""
    take = Outbox.take

    async def take_and_die(
        outbox: Outbox, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]
    ) -> None:
        await take(outbox, connection, events[: len(events) // 2] if moment == "half-taken" else events)
        die()

    if moment in {"taken", "half-taken"}:
        Outbox.take = take_and_die  # type: ignore[assignment,method-assign] # this process exists to be killed here


async def _run(moment: str, database_url: str, redis_url: str, now: datetime, file: Path) -> None:
    die_when_taken(moment)
    async with open_application(
        Settings(secret_key="s" * 40),
        database_url=database_url,
        redis_url=redis_url,
        public_url="http://qala.test",
        clock=FixedClock(now),
        mail_transport=Ledger(file, 3),
        lead=False,
        follow=False,
    ) as application:
        connection = await asyncpg.connect(asyncpg_dsn(database_url))
        while await application.sequencer.stamp(connection):
            pass
        await application.notifier.reader.step(connection)
        if moment == "moved-on":
            die()
        while await application.notifier.sender.send_due():
            pass
