"""PostgreSQL and Valkey are killed, emptied, stopped and restarted while hundreds of clients watch."""

import asyncio
import os
import signal

import pytest

from tests.faults.scenario import SCALE

pytestmark = pytest.mark.faults


async def test_valkey_killed_and_back_empty(deployment):
    """Clients are served from the database meanwhile; the stream is filled again from the log."""
    async with deployment.scenario("Valkey emptied") as scenario:
        for _ in range(SCALE.rounds):
            await asyncio.to_thread(deployment.engines.kill, deployment.engines.valkey)
            scenario.injected["kill -9 of Valkey"] += 1
            await scenario.run_commands()
            await asyncio.to_thread(deployment.engines.restart, deployment.engines.valkey, empty=True)
            scenario.injected["start without what it held"] += 1
            await scenario.run_commands()


async def test_valkey_asleep(deployment):
    """The engine accepts connections and does not answer: commands wait, and no event is lost."""
    async with deployment.scenario("Valkey asleep") as scenario:
        for _ in range(SCALE.rounds):
            pid = deployment.engines.valkey.running_pid()
            os.kill(pid, signal.SIGSTOP)
            scenario.injected[f"SIGSTOP of Valkey for {SCALE.asleep_seconds:.0f} s"] += 1
            await asyncio.sleep(SCALE.asleep_seconds)  # the duration of the fault, not a wait for a result
            os.kill(pid, signal.SIGCONT)
            await scenario.run_commands()


@pytest.mark.parametrize(
    ("name", "how"), [("fast restart", signal.SIGINT), ("immediate", signal.SIGQUIT), ("kill -9", signal.SIGKILL)]
)
async def test_postgres_restarted(deployment, name, how):
    """Commands fail while the engine is down; all acknowledged events exist, and all clients reconnect."""
    async with deployment.scenario(f"PostgreSQL, {name}") as scenario:
        for _ in range(SCALE.rounds):
            await asyncio.to_thread(deployment.engines.kill, deployment.engines.postgres, how)
            scenario.injected[f"{how.name} of PostgreSQL"] += 1
            await scenario.wait_for_error()
            scenario.disconnect_a_fifth()  # these reconnect while their sessions cannot be read
            await scenario.wait_for_error()
            await asyncio.to_thread(deployment.engines.restart, deployment.engines.postgres)
            await scenario.run_commands()
            await deployment.service.ready()
        assert {command.error for command in scenario.load.failed()} <= {"HTTP 503", "INTERNAL"}
