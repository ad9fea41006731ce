"""A refusal by a limit is held back, so asking in a loop costs the asker time and the server little."""

import asyncio

import pytest

from app.web.graphql import refusal_pause
from app.web.graphql.refusal_pause import PAUSE_SECONDS, RefusalPause


class Sleeper:
    """Sleeps until it is woken; remembers for how long it was asked to sleep."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.woken = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        """Sleep until the test wakes it."""
        self.seconds.append(seconds)
        await self.woken.wait()


async def test_a_refusal_waits_for_the_pause():
    sleeper = Sleeper()
    waiting = asyncio.create_task(RefusalPause(sleeper).wait("192.0.2.1"))
    await asyncio.sleep(0)
    assert sleeper.seconds == [PAUSE_SECONDS]
    assert not waiting.done()
    sleeper.woken.set()
    await waiting


async def test_a_network_holds_a_limited_number_of_refusals(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(refusal_pause, "MOST_HELD", 2)
    sleeper = Sleeper()
    pause = RefusalPause(sleeper)
    held = [asyncio.create_task(pause.wait(f"2001:db8::{number}")) for number in (1, 2)]
    await asyncio.sleep(0)
    await pause.wait("2001:db8::3")  # the same network: sent at once
    other = asyncio.create_task(pause.wait("192.0.2.1"))
    await asyncio.sleep(0)
    assert len(sleeper.seconds) == 3
    sleeper.woken.set()
    await asyncio.gather(*held, other)
    sleeper.woken.clear()
    again = asyncio.create_task(pause.wait("2001:db8::3"))
    await asyncio.sleep(0)
    assert len(sleeper.seconds) == 4  # the places were given back
    again.cancel()
