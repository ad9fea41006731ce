"""Run real commands on a database: an executor claims and releases one request repeatedly."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from typing import Any

from app.application import Application, open_application
from app.auth.viewer import Viewer
from app.commands.accounts.preferences import set_preference
from app.commands.context import CommandContext
from app.commands.requests import work
from app.commands.requests.submission import Submission, submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.domain.requests.service_request import ServiceRequest
from app.events.signals import Signals
from app.settings import Settings
from tests.bench.database import BenchDatabase
from tests.bench.events import CITY

PROBLEM = Submission(
    city_id=CITY,
    category_id="pothole",
    address="Абай даңғылы – Достық даңғылы",
    description="Жолдың ортасында терең шұңқыр бар, көлік айналып өтіп жүр.",
    latitude=43.2436,
    longitude=76.9574,
)


class RecordingSignals(Signals):
    """Records the time of each commit: a command wakes the sequencer directly after its commit."""

    committed_at: list[float]

    async def wake_sequencer(self) -> None:
        """Record the time, then wake the sequencer."""
        self.committed_at.append(time.time())
        await super().wake_sequencer()


class CommandDriver:
    """Makes one event after the other. It is the only writer, so the n-th commit is position n of the log."""

    def __init__(
        self, runner: asyncio.Runner, context: CommandContext, executor: Viewer, request: ServiceRequest
    ) -> None:
        self._runner = runner
        self._context = context
        self._executor = executor
        self._request = request
        self.committed_at = context.signals.committed_at  # type: ignore[attr-defined] # of NotingSignals

    @property
    def position(self) -> int:
        """The last position of the log, assigned already or soon."""
        return len(self.committed_at)

    def take(self, count: int, *, a_second: float) -> dict[int, float]:
        """Make ``count`` events, ``a_second`` per second; return the time of each commit by position."""
        before = self.position
        self._runner.run(self._take(count, 1 / a_second))
        return {position: self.committed_at[position - 1] for position in range(before + 1, self.position + 1)}

    async def _take(self, count: int, pause: float) -> None:
        due = time.monotonic()
        for _ in range(count):
            if self.position % 2:
                await work.claim(self._context, self._executor, self._request.id)
            else:
                await work.release(self._context, self._executor, self._request.id, "bench")
            due += pause
            await asyncio.sleep(max(0.0, due - time.monotonic()))


@contextmanager
def command_driver(database: BenchDatabase, *, letters: bool = False) -> Iterator[CommandDriver]:
    """Open an application that only runs commands; ``letters`` says whether the author gets a letter for each."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        urls: dict[str, Any] = {"database_url": database.urls.database_url, "redis_url": database.urls.redis_url}
        opened = open_application(Settings(), **urls, public_url="http://bench", lead=False, follow=False)
        application = runner.run(stack.enter_async_context(opened))
        try:
            yield runner.run(_begin(runner, application, letters=letters))
        finally:
            runner.run(stack.aclose())


async def _begin(runner: asyncio.Runner, application: Application, *, letters: bool) -> CommandDriver:
    signals = RecordingSignals(application.redis, application.epoch)
    signals.committed_at = []
    context = replace(application.command_context, signals=signals)
    citizen, executor = [
        await put_account(context, name="B", email=f"{role}@bench.kz", password="long enough", role=role, city_id=CITY)
        for role in (Role.CITIZEN, Role.EXECUTOR)
    ]
    await set_preference(citizen, NotificationKind.REQUEST_MOVED, Channel.EMAIL, enabled=letters)
    return CommandDriver(runner, context, executor, await submit(context, citizen, PROBLEM))
