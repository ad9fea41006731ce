"""A connection that breaks in the middle of something ends no job: it is done again on another one."""

import asyncio

import asyncpg
import pytest
from redis.asyncio import Redis

from app.events.consumer import Consumer
from app.events.leadership import Job
from app.events.redis_stream import RedisEventStream
from app.events.sequencer import Sequencer
from app.redis_clients import REDIS_OUTAGES, open_counters, open_redis
from tests.waiting import until

BROKEN = asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")


class BrokenOnce:
    """A step that fails as asyncpg does on a connection whose server was killed, and then works."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, _: object) -> list[object]:
        self.calls += 1
        if self.calls == 1:
            raise BROKEN
        return []


@pytest.mark.parametrize("kind", ["sequencer", "consumer"])
async def test_job_continues_after_a_lost_connection(urls, kind):
    """Its next try has a connection, and the lock, of its own."""
    step, woken, redis = BrokenOnce(), asyncio.Event(), Redis.from_url(urls.redis_url)
    if kind == "sequencer":
        job = Sequencer(urls.database_url, RedisEventStream(redis, "other"), woken, retry_seconds=0.01)
        job.stamp = step
    else:
        job = Consumer(urls.database_url, "post", Job.NOTIFIER, step, woken, retry_seconds=0.01)
        job.step = step
    running = asyncio.create_task(job.run())
    await until(lambda: step.calls >= 2 or running.done())
    broke = running.done()
    while not running.done():
        # redis-py swallows a cancellation that meets it while it writes.
        running.cancel()
        await asyncio.wait([running], timeout=0.1)
    await redis.aclose()

    assert not broke


async def _get(redis):
    return await redis.get("key")


async def _get_by_pipeline(redis):
    return await redis.pipeline(transaction=False).get("key").execute()


async def _subscribe(redis):
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe("key")


@pytest.mark.parametrize("open_client", [open_redis, open_counters])
@pytest.mark.parametrize("command", [_get, _get_by_pipeline, _subscribe])
@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("unable to perform operation on <TCPTransport closed=True reading=False>; the handler is closed"),
        AttributeError("'NoneType' object has no attribute 'writelines'"),
    ],
)
async def test_writing_to_a_connection_of_redis_that_was_reset_is_an_outage(
    urls, monkeypatch, open_client, command, error
):
    """As uvloop and redis-py raise it where a server or a firewall has reset the connection since the last command."""
    redis = open_client(urls.redis_url)
    await redis.ping()

    def write(*_):
        raise error

    monkeypatch.setattr(asyncio.StreamWriter, "writelines", write)
    with pytest.raises(REDIS_OUTAGES):
        await command(redis)
    monkeypatch.undo()

    await command(redis)
    await redis.aclose()
