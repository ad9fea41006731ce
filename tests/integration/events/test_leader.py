"""The loop of the jobs that one process does for all."""

import asyncio
import contextlib

import asyncpg
import pytest

from app.events.leader import Leader
from app.events.leadership import Job


@pytest.mark.parametrize("outage", [asyncpg.InternalClientError, asyncpg.InterfaceError, ConnectionResetError])
async def test_whoever_loses_the_connection_stands_for_election_again(urls, outage):
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
    async with asyncio.timeout(15):
        await again.wait()

    assert leader.is_leader
    assert seen[0] is not seen[1]
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert not leader.is_leader


async def test_a_mistake_of_ours_ends_the_job_unless_it_is_to_be_stubborn(urls):
    """The sequencer's fault takes the process down; a reader that cannot go on stays, loudly."""
    tries, enough = [], asyncio.Event()

    async def work(_: "asyncpg.Connection") -> float:
        tries.append(1)
        if len(tries) == 3:
            enough.set()
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        await Leader(urls.database_url, Job.SEQUENCER, work, asyncio.Event()).run()
    stubborn = Leader(urls.database_url, Job.POST_OFFICE, work, asyncio.Event(), stubborn=True, retry_seconds=0.01)
    running = asyncio.create_task(stubborn.run())
    async with asyncio.timeout(15):
        await enough.wait()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
