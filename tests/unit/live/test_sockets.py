"""The live connections of a process, without a network."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.live import sockets as sockets_module
from app.live.close_codes import CloseCode
from app.live.sockets import Sockets
from tests.waiting import PATIENCE_SECONDS

SECONDS = 2.0
SOCKETS = 8_000


class Connection:
    """Closes at once, and records the time."""

    session_id = expires_at = rights = closed_at = None

    def __init__(self, now, until=None) -> None:
        self._now = now
        self._until = until

    async def serve(self) -> None:
        await self._until.wait()

    async def close(self, code, reason) -> None:
        self.code, self.closed_at = code, self._now()

    def heartbeat(self) -> bool:
        return True


class Time:
    """A clock that moves only by sleeps, each rounded as the event loop rounds it."""

    def __init__(self, rounded) -> None:
        self.now = 0.0
        self._rounded = rounded
        self._sleep = asyncio.sleep

    async def sleep(self, seconds) -> None:
        self.now += self._rounded(seconds)
        await self._sleep(0)

    def namespace(self) -> SimpleNamespace:
        """Return what ``sockets`` uses of asyncio."""
        loop = SimpleNamespace(time=lambda: self.now)
        given = {"create_task": asyncio.create_task, "gather": asyncio.gather}
        return SimpleNamespace(sleep=self.sleep, get_running_loop=lambda: loop, **given)


GRAINS = {"uvloop": lambda seconds: round(seconds, 3), "asyncio": lambda seconds: seconds and seconds + 0.001}


@pytest.mark.parametrize("grain", GRAINS.values(), ids=GRAINS)
async def test_drain_is_spread_over_its_time_for_any_number_of_connections(monkeypatch, grain):
    """Connections are neither closed all at once nor after the drain time."""
    time, never = Time(grain), asyncio.Event()
    monkeypatch.setattr(sockets_module, "asyncio", time.namespace())
    sockets = Sockets()
    connections = [Connection(lambda: time.now, never) for _ in range(SOCKETS)]
    serving = [asyncio.create_task(sockets.serve(one)) for one in connections]
    await asyncio.sleep(0)
    assert len(sockets) == SOCKETS

    await sockets.drain(over_seconds=SECONDS)
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)

    assert {one.code for one in connections} == {CloseCode.SERVICE_RESTART}
    quarters = [sum(one.closed_at < SECONDS * n / 4 for one in connections) / SOCKETS for n in range(1, 4)]
    assert quarters == pytest.approx([0.25, 0.5, 0.75], abs=0.01)
    assert time.now == pytest.approx(SECONDS, abs=0.01)


async def test_connection_opened_during_a_drain_is_closed():
    """``drain`` did not see it."""
    sockets, left = Sockets(), asyncio.Event()
    await sockets.drain(over_seconds=0)
    late = Connection(lambda: left.set() or 0.0, left)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await sockets.serve(late)

    assert late.code == CloseCode.SERVICE_RESTART
    assert len(sockets) == 0


async def test_session_that_expires_before_the_first_heartbeat_closes_its_connection():
    """The session is known only after connection_init; another connection in its first turn stays open."""
    now, sockets, left = datetime(2026, 1, 1, tzinfo=UTC), Sockets(), asyncio.Event()
    short, long = Connection(lambda: left.set() or 0.0, left), Connection(lambda: 0.0, asyncio.Event())
    serving = [asyncio.create_task(sockets.serve(one)) for one in (short, long)]
    await asyncio.sleep(0)
    sockets.tick(now)
    short.expires_at, long.expires_at = now + timedelta(milliseconds=20), now + timedelta(days=1)

    sockets.tick(now)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await serving[0]

    assert short.code == CloseCode.FORBIDDEN
    assert len(sockets) == 1
    serving[1].cancel()
    await asyncio.gather(*serving, return_exceptions=True)
    assert sockets.unchecked == 0
