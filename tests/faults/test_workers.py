"""Workers are killed, replaced and drained while hundreds of clients watch."""

import os
import signal

import pytest

from app.events.leadership import Job
from tests.faults.scenario import SCALE
from tests.faults.service import Service, until

pytestmark = pytest.mark.faults


async def test_a_worker_killed(deployment):
    """Its clients resume by cursor; each command happened completely or not at all."""
    async with deployment.scenario("worker killed") as scenario:
        for _ in range(SCALE.rounds):
            victim = min(deployment.service.workers() - {await deployment.service.leader()})
            os.kill(victim, signal.SIGKILL)
            scenario.injected["kill -9 of a worker"] += 1
            await scenario.run_commands()
            await until(lambda gone=victim: gone not in deployment.service.workers(), "the worker is gone")
            await deployment.service.ready()


async def test_the_leader_of_the_sequencer_killed(deployment):
    """Another process becomes the leader, and positions continue without a gap."""
    async with deployment.scenario("leader killed") as scenario:
        for _ in range(SCALE.rounds):
            await until(deployment.service.leader, "a process is the leader")
            leader = await deployment.service.leader()
            assert leader in deployment.service.workers()
            os.kill(leader, signal.SIGKILL)
            scenario.injected["kill -9 of the leader"] += 1
            await scenario.run_commands()
            # Commands succeed without one, so they may be earlier than the next.
            await until(lambda old=leader: _has_leader_but(deployment.service, old), "another process is the leader")
            await deployment.service.ready()


async def _has_leader_but(service: Service, old: int) -> bool:
    return await service.leader() not in {None, old}


async def test_all_workers_killed_at_once(deployment):
    """No worker is left; the supervisor restores the service."""
    async with deployment.scenario("all workers killed") as scenario:
        for _ in range(SCALE.rounds):
            before = deployment.service.workers()
            for worker in before:
                os.kill(worker, signal.SIGKILL)
            scenario.injected["kill -9 of all workers"] += 1
            await until(lambda before=before: not before & deployment.service.workers(), "the workers are gone")
            await scenario.run_commands()
            await deployment.service.ready()


async def test_all_workers_restarted(deployment):
    """SIGHUP: every client gets 1012 and reconnects at once; no command fails because of a closed port."""
    async with deployment.scenario("rolling restart", orderly=True) as scenario:
        for _ in range(SCALE.rounds + 1):
            before = deployment.service.workers()
            os.kill(deployment.service.pid, signal.SIGHUP)
            scenario.injected["SIGHUP"] += 1
            await scenario.run_commands()
            await until(lambda before=before: not before & deployment.service.workers(), "all workers are new")
            await deployment.service.ready()
        assert "ConnectError" not in scenario.load.outcomes()


async def test_a_supervisor_killed(own_deployment):
    """Its workers notice, drain and end; the port is free for the next supervisor, and all clients reconnect."""
    async with own_deployment() as deployment, deployment.scenario("supervisor killed") as scenario:
        service = deployment.service
        orphans = service.workers()
        os.kill(service.pid, signal.SIGKILL)
        scenario.injected["kill -9 of the supervisor"] += 1
        assert await service.process.wait() == -signal.SIGKILL
        await until(lambda: not orphans & service.remaining(), f"the orphans have ended; {service.log_end()}")
        await until(service.port_is_free, "the port is free again")
        await service.start()
        await service.ready()
        await scenario.run_commands()

        async def notifies() -> bool:
            return await service.leader(Job.NOTIFIER) in service.workers()

        await until(notifies, "a new worker sends notifications")
