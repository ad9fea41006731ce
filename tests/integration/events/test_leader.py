"""The loop of the jobs that one process does for all."""

import asyncio
import contextlib
from datetime import timedelta

import asyncpg
import pytest

from app.events.leader import Leader
from app.events.leadership import Job, leadership
from app.events.periodic_job import PeriodicJob
from app.models.database import asyncpg_dsn
from tests.waiting import PATIENCE_SECONDS


@pytest.mark.parametrize("outage", [asyncpg.InternalClientError, asyncpg.InterfaceError, ConnectionResetError])
async def test_lost_connection_leads_to_a_new_election(urls, outage):
    """However asyncpg calls it that the connection was cut: the next round comes, on another connection."""
    seen, again = [], asyncio.Event()

    async def work(connection: "asyncpg.Connection") -> float:
        seen.append(connection)
        if len(seen) == 1:
            raise outage("cut")
        again.set()
        return 60.0

    leader = Leader(urls.database_url, Job.SEQUENCER, work, asyncio.Event(), retry_seconds=0.01)
    running = asyncio.create_task(leader.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await again.wait()

    assert leader.is_leader
    assert seen[0] is not seen[1]
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert not leader.is_leader


async def test_error_ends_the_job_unless_errors_are_retried(urls):
    """The sequencer's fault takes the process down; a reader that cannot go on stays, loudly."""
    tries, enough = [], asyncio.Event()

    async def work(_: "asyncpg.Connection") -> float:
        tries.append(1)
        if len(tries) == 3:
            enough.set()
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        await Leader(urls.database_url, Job.SEQUENCER, work, asyncio.Event()).run()
    stubborn = Leader(urls.database_url, Job.NOTIFIER, work, asyncio.Event(), retry_errors=True, retry_seconds=0.01)
    running = asyncio.create_task(stubborn.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await enough.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def rounds_until_second(urls, job, *, pause, settle_seconds):
    """Run a job that each round wakes again; return, for its rounds, when they began and whether they were woken."""
    woken, again, rounds = asyncio.Event(), asyncio.Event(), []

    async def work(_: "asyncpg.Connection") -> float:
        rounds.append((asyncio.get_running_loop().time(), leader.was_woken))
        if len(rounds) == 2:
            again.set()
        woken.set()
        return pause

    leader = Leader(urls.database_url, job, work, woken, retry_seconds=0.01, settle_seconds=settle_seconds)
    running = asyncio.create_task(leader.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await again.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return rounds


async def test_woken_job_waits_until_commands_settle(urls):
    """A round that was woken begins a moment later, so that it does not delay the event that woke it."""
    (first, _), (second, _) = (await rounds_until_second(urls, Job.NOTIFIER, pause=60.0, settle_seconds=0.05))[:2]

    assert second - first >= 0.05


async def test_round_whose_time_has_come_does_not_wait_for_commands(urls):
    """A deadline timer fires on time, however many commands wake the job before."""
    rounds = await rounds_until_second(urls, Job.DEADLINES, pause=0.01, settle_seconds=3600)

    assert [was_woken for _, was_woken in rounds[:2]] == [False, True]


async def test_periodic_job_runs_at_its_interval(urls):
    """One of the candidates runs the job; a failed run is repeated and does not end the process."""
    done, enough = [], asyncio.Event()

    async def work() -> None:
        done.append(1)
        if len(done) == 2:
            raise RuntimeError("ours")
        if len(done) == 5:
            enough.set()

    given = {"every": timedelta(milliseconds=1), "retry_seconds": 0.01}
    jobs = [PeriodicJob(urls.database_url, Job.ACCOUNT_CLEANUP, work, **given) for _ in range(2)]
    running = [asyncio.create_task(job.run()) for job in jobs]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await enough.wait()

    assert not any(task.done() for task in running)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_periodic_job_waits_first_after_an_election(urls):
    """A process that has just begun has better things to do."""
    begun, rested = asyncio.get_running_loop().time(), asyncio.Event()
    rest = timedelta(milliseconds=30)

    async def work() -> None:
        assert asyncio.get_running_loop().time() >= begun + rest.total_seconds()
        rested.set()

    job = PeriodicJob(urls.database_url, Job.ACCOUNT_CLEANUP, work, every=timedelta(hours=1), first_after=rest)
    running = asyncio.create_task(job.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await rested.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_leader_connection_detects_a_dead_peer_soon(urls):
    """A machine without power closes no connection: its locks would last for hours without a new leader."""
    async with leadership(asyncpg_dsn(urls.database_url), Job.ACCOUNT_CLEANUP) as connection:
        found = await connection.fetch("SELECT name FROM pg_settings WHERE name LIKE 'tcp_%' AND source = 'session'")

    assert {item["name"] for item in found} == {
        "tcp_keepalives_count",
        "tcp_keepalives_idle",
        "tcp_keepalives_interval",
        "tcp_user_timeout",
    }
