"""Workers are killed, replaced and sent away while hundreds watch."""

import os
import signal

import pytest

from app.events.leadership import Job
from tests.faults.scene import SCALE
from tests.faults.service import until

pytestmark = pytest.mark.faults


async def test_a_worker_killed(place):
    """Its clients resume by cursor; each command happened completely or not at all."""
    async with place.scene("worker killed") as the:
        for _ in range(SCALE.rounds):
            victim = min(place.service.workers() - {await place.service.leader()})
            os.kill(victim, signal.SIGKILL)
            the.pulled["kill -9 of a worker"] += 1
            await the.flow()
            await until(lambda gone=victim: gone not in place.service.workers(), "the worker is gone")
            await place.service.ready()


async def test_the_leader_of_the_sequencer_killed(place):
    """Another process leads, and numbers go on where they ended."""
    async with place.scene("leader killed") as the:
        for _ in range(SCALE.rounds):
            await until(place.service.leader, "somebody leads")
            leader = await place.service.leader()
            assert leader in place.service.workers()
            os.kill(leader, signal.SIGKILL)
            the.pulled["kill -9 of the leader"] += 1
            await the.flow()
            assert await place.service.leader() not in {None, leader}
            await place.service.ready()


async def test_all_workers_killed_at_once(place):
    """For a moment no worker is left; the supervisor alone restores the service."""
    async with place.scene("all workers killed") as the:
        for _ in range(SCALE.rounds):
            before = place.service.workers()
            for worker in before:
                os.kill(worker, signal.SIGKILL)
            the.pulled["kill -9 of all workers"] += 1
            await until(lambda before=before: not before & place.service.workers(), "the workers are gone")
            await the.flow()
            await place.service.ready()


async def test_all_workers_restarted(place):
    """SIGHUP: every client gets 1012 and reconnects at once; no command fails because of a closed port."""
    async with place.scene("rolling restart", orderly=True) as the:
        for _ in range(SCALE.rounds + 1):
            before = place.service.workers()
            os.kill(place.service.pid, signal.SIGHUP)
            the.pulled["SIGHUP"] += 1
            await the.flow()
            await until(lambda before=before: not before & place.service.workers(), "all workers are new")
            await place.service.ready()
        assert "ConnectError" not in the.traffic.outcomes()


async def test_a_supervisor_killed(own_place):
    """Its workers notice, drain and end; the port is free for the next supervisor, and all clients reconnect."""
    async with own_place() as place, place.scene("supervisor killed") as the:
        service = place.service
        orphans = service.workers()
        os.kill(service.pid, signal.SIGKILL)
        the.pulled["kill -9 of the supervisor"] += 1
        assert await service.process.wait() == -signal.SIGKILL
        await until(lambda: not orphans & service.left(), f"the orphans have ended; {service.said()}")
        await until(service.port_is_free, "the port is free again")
        await service.start()
        await service.ready()
        await the.flow()
        assert await service.leader(Job.NOTIFIER) in service.workers()
