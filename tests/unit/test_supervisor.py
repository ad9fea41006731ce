"""The supervisor on a machine that cannot do what it is asked for; its workers are real processes that do nothing."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator

import pytest
import structlog

import app.supervisor
from app.server import call_at_end
from app.supervisor import Supervisor

READY = "import os, sys; os.write(int(sys.argv[1]), b'R'); sys.stdin.read()"
HANGING = "import sys; sys.stdin.read()"
PATIENCE_SECONDS = 20


class Machine:
    """Starts workers, unless it is full, and counts how often it was asked."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.program = READY
        self.asked = 0

    def command(self, _listener: int, ready_pipe: int) -> list[str]:
        """Return the command line of a worker."""
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return [sys.executable, "-I", "-S", "-c", self.program, str(ready_pipe)]


class Crew:
    """A supervisor at work, and who works for it."""

    def __init__(self, supervisor: Supervisor, machine: Machine, said: list) -> None:
        self.supervisor = supervisor
        self.machine = machine
        self._said = said

    def pids(self) -> set[int]:
        """Return all processes that live."""
        return {worker.process.pid for worker in self.supervisor._workers}

    def told(self, event: str) -> int:
        """Return how often something was logged."""
        return sum(entry["event"] == event for entry in self._said)

    async def until(self, condition) -> None:
        """Wait until something holds that other processes bring about."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes
                await asyncio.sleep(0.01)

    async def rolled(self) -> None:
        """Replace all, and wait until that has ended."""
        ended = self.told("rolled")
        self.supervisor._begin(self._roll())
        await self.until(lambda: self.told("rolled") > ended)

    async def _roll(self) -> None:
        await self.supervisor._roll()
        structlog.get_logger().info("rolled")


@pytest.fixture
async def crew(monkeypatch) -> AsyncIterator[Crew]:
    """Two workers."""
    monkeypatch.setattr(app.supervisor, "_FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(app.supervisor, "_LONGEST_PAUSE_SECONDS", 0.02)
    machine = Machine()
    with socket.create_server(("127.0.0.1", 0)) as listener, structlog.testing.capture_logs() as said:
        supervisor = Supervisor(machine.command, listener, 2, patience_seconds=5)
        running = asyncio.create_task(supervisor.run())
        crew = Crew(supervisor, machine, said)
        await crew.until(lambda: len(crew.pids()) == 2)
        try:
            yield crew
        finally:
            supervisor.stop()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await running
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                asyncio.get_running_loop().remove_signal_handler(number)
    assert crew.told("a job of the supervisor failed") == 0


FULL = [BlockingIOError(11, "no process to be had"), OSError(12, "no memory"), RuntimeError("can't start new thread")]


@pytest.mark.parametrize("failure", FULL, ids=repr)
async def test_old_workers_stay_when_no_new_one_can_be_started(crew, failure):
    """It is told, and the next try replaces them."""
    before = crew.pids()
    crew.machine.failures = [failure]

    await crew.rolled()

    assert crew.pids() == before
    assert crew.told("new worker not started, the old ones stay") == 1
    await crew.rolled()
    await crew.until(lambda: len(crew.pids()) == 2)
    assert not crew.pids() & before


@pytest.mark.parametrize("failure", FULL, ids=repr)
async def test_a_dead_worker_is_replaced_as_soon_as_the_machine_can(crew, failure):
    """Tried again and again after a pause; in the end there are as many as there should be."""
    crew.machine.failures = [failure] * 5
    victims = crew.pids()

    for victim in victims:
        os.kill(victim, signal.SIGKILL)
    await crew.until(lambda: len(crew.pids() - victims) == 2 and not crew.pids() & victims)

    assert crew.told("worker not started") == 5
    assert crew.machine.asked == 2 + 5 + 2


async def test_a_new_worker_that_hangs_is_sent_home(crew, monkeypatch):
    """The old ones stay; nobody waits for it without end."""
    monkeypatch.setattr(app.supervisor, "_READY_SECONDS", 0.1)
    before = crew.pids()
    crew.machine.program = HANGING

    await crew.rolled()
    await crew.until(lambda: crew.pids() == before)

    assert crew.told("new worker is not ready, the old ones stay") == 1


async def test_departure_waits_for_all_whatever_fails_meanwhile(crew):
    """Full when it was told to replace its workers, told to end at the same moment: it ends, after its workers."""
    crew.machine.failures = [OSError(11, "no process to be had")]

    crew.supervisor.roll()
    crew.supervisor.stop()
    await crew.until(lambda: not crew.pids())


async def test_the_end_of_a_pipe_is_told_once():
    """An end can be read for ever: whoever is told each time does nothing else."""
    told = []
    reading, writing = os.pipe()
    call_at_end(reading, lambda: told.append(1))

    os.close(writing)
    for _ in range(20):
        await asyncio.sleep(0)

    assert told == [1]
    os.close(reading)
