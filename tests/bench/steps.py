"""Real commands on a town's database: an executor takes a request and gives it back, again and again."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace

from app.auth.viewer import Viewer
from app.bootstrap import House, open_house
from app.commands import work
from app.commands.desk import Desk
from app.commands.operator import put_account
from app.commands.preferences import set_preference
from app.commands.submit import Submission, submit
from app.domain.letters import Channel, NotificationKind
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.events.signals import Signals
from app.settings import Settings
from tests.bench.events import CITY
from tests.bench.town import Town

PROBLEM = Submission(
    city_id=CITY,
    category_id="pothole",
    address="Абай даңғылы – Достық даңғылы",
    description="Жолдың ортасында терең шұңқыр бар, көлік айналып өтіп жүр.",
    latitude=43.2436,
    longitude=76.9574,
)


class NotingSignals(Signals):
    """Notes when each command had committed: the notice to the sequencer is the first thing after it."""

    committed_at: list[float]

    async def wake_sequencer(self) -> None:
        """Note the moment, then send the notice."""
        self.committed_at.append(time.time())
        await super().wake_sequencer()


class Steps:
    """Makes one event after the other. Nobody else writes, so the n-th commit is position n of the log."""

    def __init__(self, runner: asyncio.Runner, desk: Desk, executor: Viewer, request: ServiceRequest) -> None:
        self._runner = runner
        self._desk = desk
        self._executor = executor
        self._request = request
        self.committed_at = desk.signals.committed_at  # type: ignore[attr-defined]

    @property
    def position(self) -> int:
        """The last position of the log, given now or soon."""
        return len(self.committed_at)

    def take(self, count: int, *, a_second: float) -> dict[int, float]:
        """Make so many events at this pace; return the moment of each commit by position."""
        before = self.position
        self._runner.run(self._take(count, 1 / a_second))
        return {position: self.committed_at[position - 1] for position in range(before + 1, self.position + 1)}

    async def _take(self, count: int, pause: float) -> None:
        due = time.monotonic()
        for _ in range(count):
            if self.position % 2:
                await work.claim(self._desk, self._executor, self._request.id)
            else:
                await work.release(self._desk, self._executor, self._request.id, "bench")
            due += pause
            await asyncio.sleep(max(0.0, due - time.monotonic()))


@contextmanager
def steps(town: Town, *, letters: bool = False) -> Iterator[Steps]:
    """Open a house that only commands, in this process; ``letters`` says whether the author is told of each by mail."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        urls = {"database_url": town.urls.database_url, "redis_url": town.urls.redis_url}
        opened = open_house(Settings(), **urls, public_url="http://bench", lead=False, follow=False)
        house = runner.run(stack.enter_async_context(opened))
        try:
            yield runner.run(_begin(runner, house, letters=letters))
        finally:
            runner.run(stack.aclose())


async def _begin(runner: asyncio.Runner, house: House, *, letters: bool) -> Steps:
    signals = NotingSignals(house.redis, house.epoch)
    signals.committed_at = []
    desk = replace(house.desk, signals=signals)
    citizen, executor = [
        await put_account(desk, name="B", email=f"{role}@bench.kz", password="long enough", role=role, city_id=CITY)
        for role in (Role.CITIZEN, Role.EXECUTOR)
    ]
    await set_preference(citizen, NotificationKind.REQUEST_MOVED, Channel.EMAIL, enabled=letters)
    return Steps(runner, desk, executor, await submit(desk, citizen, PROBLEM))
