"""PostgreSQL and Valkey are killed, emptied, stopped and restarted while hundreds watch."""

import asyncio
import os
import signal

import pytest

from tests.faults.scene import SCALE

pytestmark = pytest.mark.faults


async def test_valkey_killed_and_back_empty(place):
    """Everybody reads the database meanwhile; the stream is filled again from the log."""
    async with place.scene("Valkey emptied") as the:
        for _ in range(SCALE.rounds):
            await asyncio.to_thread(place.engines.kill, place.engines.valkey)
            the.pulled["kill -9 of Valkey"] += 1
            await the.flow()
            await asyncio.to_thread(place.engines.start_again, place.engines.valkey, empty=True)
            the.pulled["start without what it held"] += 1
            await the.flow()


async def test_valkey_asleep(place):
    """It accepts and does not answer: commands wait a moment, and nothing is lost."""
    async with place.scene("Valkey asleep") as the:
        for _ in range(SCALE.rounds):
            pid = place.engines.valkey.running_pid()
            os.kill(pid, signal.SIGSTOP)
            the.pulled[f"SIGSTOP of Valkey for {SCALE.asleep_seconds:.0f} s"] += 1
            await asyncio.sleep(SCALE.asleep_seconds)  # this is the fault itself, no proof of anything
            os.kill(pid, signal.SIGCONT)
            await the.flow()


@pytest.mark.parametrize(
    ("name", "how"), [("fast restart", signal.SIGINT), ("immediate", signal.SIGQUIT), ("kill -9", signal.SIGKILL)]
)
async def test_postgres_restarted(place, name, how):
    """Commands fail with an error while it is away; what was answered is there, and everybody comes back."""
    async with place.scene(f"PostgreSQL, {name}") as the:
        for _ in range(SCALE.rounds):
            await asyncio.to_thread(place.engines.kill, place.engines.postgres, how)
            the.pulled[f"{how.name} of PostgreSQL"] += 1
            await the.met_an_error()
            the.cut_a_fifth()  # these begin anew while nobody can tell who they are
            await the.met_an_error()
            await asyncio.to_thread(place.engines.start_again, place.engines.postgres)
            await the.flow()
            await place.service.ready()
        assert {command.error for command in the.traffic.failed()} <= {"HTTP 503", "INTERNAL"}
