"""The supervisor keeps its number of workers whichever of them dies. The workers here serve no request."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import app.server.supervisor
from app.server.supervisor import Supervisor
from tests.waiting import PATIENCE_SECONDS, until

WORKER = """
import os, pathlib, signal, sys, time
home, ready = pathlib.Path(sys.argv[1]), int(sys.argv[2])
(home / "begun" / str(os.getpid())).touch()
while (home / "hold").exists():
    time.sleep(0.005)
if (home / "broken").exists():
    sys.exit(3)
os.write(ready, b"R")
(home / "ready" / str(os.getpid())).touch()
signal.pause()
"""
FULL = [BlockingIOError(11, "no process to be had"), OSError(12, "no memory"), RuntimeError("can't start new thread")]


class Shop:
    """A supervisor with two workers, which a folder of flag files controls."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.wanted = 2
        """How many there have to be at the end."""
        self.failures: list[Exception] = []
        """What the machine says to each who asks it for a process, before it gives one."""
        self.asked = 0
        for name in ("begun", "ready"):
            (home / name).mkdir()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.supervisor = Supervisor(self.command, self.listener, 2, stop_timeout_seconds=10)

    def command(self, _: int, ready: int) -> list[str]:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return [sys.executable, "-c", WORKER, str(self.home), str(ready)]

    def tell(self, what: str) -> None:
        (self.home / what).touch()

    def untell(self, what: str) -> None:
        (self.home / what).unlink()

    def recorded(self, what: str) -> list[int]:
        """Which workers have come so far, dead or alive."""
        return [int(path.name) for path in (self.home / what).iterdir()]

    def alive(self) -> set[int]:
        return {pid for pid in self.recorded("begun") if Path(f"/proc/{pid}").exists()}

    def ready(self) -> set[int]:
        return self.alive() & set(self.recorded("ready"))

    async def until_ready(self, count: int = 2, *, without: frozenset[int] | set[int] = frozenset()) -> set[int]:
        """Wait until so many workers are there, all of them ready, none of those; return them."""
        await until(lambda: len(self.alive()) == count and self.ready() == self.alive() and not without & self.alive())
        return self.alive()


@pytest.fixture
def logged() -> Iterator[Callable[[str], int]]:
    """Return what tells how often something was logged."""
    with capture_logs() as said:
        yield lambda event: sum(entry["event"] == event for entry in said)


@pytest.fixture
async def shop(tmp_path, logged, monkeypatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(app.server.supervisor, "_MAX_BACKOFF_SECONDS", 0.05)
    shop = Shop(tmp_path)
    running = asyncio.create_task(shop.supervisor.run())
    try:
        yield shop
        await until(lambda: len(shop.alive()) == shop.wanted)
    finally:
        shop.supervisor.stop()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await running
        shop.listener.close()
    assert not shop.alive()
    assert logged("supervisor_task_failed") == 0


async def test_restart_replaces_every_worker(shop):
    old = await shop.until_ready()
    shop.supervisor.restart()
    await shop.until_ready(without=old)
    assert len(shop.recorded("begun")) == 4


async def test_old_worker_that_dies_during_a_restart_leaves_no_surplus(shop):
    """Its place is taken once: by the new one of the roll, or by its own replacement."""
    old = await shop.until_ready()
    shop.tell("hold")
    shop.supervisor.restart()
    await until(lambda: len(shop.recorded("begun")) == 3)
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: len(shop.recorded("begun")) > 3)
    shop.untell("hold")

    await shop.until_ready(without=old)


async def test_old_workers_stay_when_a_new_one_does_not_start(shop, logged):
    """And is not tried again and again."""
    old = await shop.until_ready()
    shop.tell("broken")
    shop.supervisor.restart()
    # Not as soon as it has begun: it reads the flag after that.
    await until(lambda: logged("restarted_worker_not_ready") == 1)
    shop.untell("broken")
    assert await shop.until_ready() == old
    assert len(shop.recorded("begun")) == 3

    shop.supervisor.restart()
    await shop.until_ready(without=old)


async def test_two_workers_that_die_at_different_times_are_replaced_by_two(shop, monkeypatch):
    """While the second replacement starts, no further worker is started for it."""
    old, real, asked, held = await shop.until_ready(), asyncio.create_subprocess_exec, [], asyncio.Event()

    async def slow_for_the_second(*arguments, **options):
        asked.append(arguments)
        if len(asked) == 2:
            await held.wait()
        return await real(*arguments, **options)

    monkeypatch.setattr(app.server.supervisor.asyncio, "create_subprocess_exec", slow_for_the_second)
    monkeypatch.setattr(app.server.supervisor, "_MAX_BACKOFF_SECONDS", 0.001)
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    await until(lambda: len(asked) == 2)
    await until(lambda: shop.supervisor.task_count == 2)
    held.set()

    await shop.until_ready(without=old)
    await until(lambda: shop.supervisor.task_count == 2)
    assert len(asked) == 2


async def test_two_restarts_run_one_after_the_other(shop):
    old = await shop.until_ready()
    shop.supervisor.restart()
    shop.supervisor.restart()
    await until(lambda: len(shop.recorded("begun")) == 6)
    assert not await shop.until_ready() & old


async def test_restart_during_a_replacement_keeps_the_count(shop):
    old = await shop.until_ready()
    os.kill(min(old), signal.SIGKILL)
    shop.supervisor.restart()
    await shop.until_ready(without=old)


@pytest.mark.parametrize("failure", FULL, ids=repr)
async def test_failed_spawn_is_retried(shop, logged, failure):
    old = await shop.until_ready()
    shop.failures = [failure] * 5
    for pid in old:
        os.kill(pid, signal.SIGKILL)

    await shop.until_ready(without=old)
    assert logged("worker_spawn_failed") == 5
    assert shop.asked == 2 + 5 + 2


@pytest.mark.parametrize("failure", FULL, ids=repr)
async def test_old_workers_stay_when_a_restart_cannot_spawn(shop, logged, failure):
    old = await shop.until_ready()
    shop.failures = [failure]
    shop.supervisor.restart()
    await until(lambda: logged("restart_spawn_failed") == 1)
    assert await shop.until_ready() == old

    shop.supervisor.restart()
    await shop.until_ready(without=old)


async def test_new_worker_that_hangs_is_stopped(shop, logged, monkeypatch):
    old = await shop.until_ready()
    monkeypatch.setattr(app.server.supervisor, "_READY_SECONDS", 0.1)
    shop.tell("hold")
    shop.supervisor.restart()

    await until(lambda: logged("restarted_worker_not_ready") == 1)
    assert await shop.until_ready() == old


async def test_stop_after_a_failed_spawn_ends_every_worker(shop):
    await shop.until_ready()
    shop.failures = [FULL[0]]
    shop.wanted = 0
    shop.supervisor.restart()
    shop.supervisor.stop()


async def test_stop_during_a_restart_ends_every_worker(shop):
    await shop.until_ready()
    shop.tell("hold")
    shop.supervisor.restart()
    await until(lambda: len(shop.recorded("begun")) == 3)
    shop.wanted = 0
    shop.supervisor.stop()
