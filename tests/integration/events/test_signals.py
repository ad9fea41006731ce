"""A commit wakes the sequencer of its own process at once, and that of any other by Redis."""

import asyncio
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import uuid4

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from app.events.signals import Signals
from app.redis_clients import open_redis
from tests.tcp_proxy import TcpProxy, tcp_proxy
from tests.waiting import until


class Process(Signals):
    """The signals of one process: how often its sequencer is woken, and which messages it has handled."""

    def __init__(self, redis, epoch):
        super().__init__(redis, epoch)
        self.wakes = 0
        self.is_leader = False
        self.handled = []

    def set(self):
        """Count, as the event that wakes the sequencer."""
        self.wakes += 1

    async def _listen(self, channel, on_message, listening=lambda: None):
        async def handle(body):
            await on_message(body)
            self.handled.append(body)

        await super()._listen(channel, handle, listening)


@asynccontextmanager
async def two_processes(urls):
    """Run two processes that listen; yield them, their Redis, and the channel."""
    redis, epoch = Redis.from_url(urls.redis_url), uuid4().hex
    both = [Process(redis, epoch) for _ in range(2)]
    tasks = [asyncio.create_task(one.listen_wake(one, jobs=(one, one))) for one in both]
    channel = f"qala:{epoch}:wake"

    async def are_listening():
        return dict(await redis.pubsub_numsub(channel)) == {channel.encode(): 2}

    try:
        await until(are_listening)
        yield both, redis, channel
    finally:
        while any(not task.done() for task in tasks):
            # redis-py swallows a cancellation that meets it while it writes.
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.1)
        await redis.aclose()


async def test_a_commit_wakes_its_own_process_once(urls):
    """At once; the message that comes back by Redis would cost the sequencer a round for nothing."""
    async with two_processes(urls) as ((own, other), _, _):
        committed = asyncio.create_task(own.wake_sequencer())
        await asyncio.sleep(0)
        assert (own.wakes, own.handled) == (1, [])

        await committed
        await until(lambda: len(own.handled) == len(other.handled) == 1)
        assert (own.wakes, other.wakes) == (1, 1)


async def test_a_commit_in_the_process_with_all_jobs_is_no_message(urls):
    """Its own jobs are woken; the others have none. Once it has lost a job, its commits are messages again."""
    async with two_processes(urls) as ((own, other), _, _):
        own.is_leader = True
        await own.wake_sequencer()
        assert own.wakes == 1

        own.is_leader = False
        await own.wake_sequencer()
        await until(lambda: len(own.handled) == len(other.handled) == 1)
        assert (own.wakes, other.wakes) == (2, 1)


async def test_a_message_of_a_version_of_before_wakes_all(urls):
    """It names no process."""
    async with two_processes(urls) as ((own, other), redis, channel):
        await redis.publish(channel, b"1")

        await until(lambda: len(own.handled) == len(other.handled) == 1)
        assert (own.wakes, other.wakes) == (1, 1)


async def test_changed_figures_reach_every_process_and_each_begins_with_all_of_them(urls):
    """A signal that came before a process listened, or while its connection was lost, is as good as received."""
    redis, epoch, received = Redis.from_url(urls.redis_url), uuid4().hex, []
    channel = f"qala:{epoch}:figures"
    both = [Process(redis, epoch) for _ in range(2)]
    tasks = [asyncio.create_task(one.listen_figures_changed(received.append)) for one in both]
    try:
        await until(lambda: received == [None, None])

        async def are_listening():
            return dict(await redis.pubsub_numsub(channel)) == {channel.encode(): 2}

        await until(are_listening)

        await both[0].figures_changed({"astana", "almaty"})

        await until(lambda: received[2:] == [["almaty", "astana"]] * 2)
    finally:
        while any(not task.done() for task in tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.1)
        await redis.aclose()


class RedisProxy(TcpProxy):
    """Stands before the Redis of the tests, which may listen at a Unix socket."""

    def __init__(self, redis_url):
        self._address = urlsplit(redis_url)
        super().__init__(self._address.port or 0)

    async def connect(self):
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await super().connect()


@asynccontextmanager
async def listening_through_a_proxy(urls, **options):
    """Listen for erased accounts; yield the proxy, and a list with an entry for each call."""
    calls = []
    async with tcp_proxy(RedisProxy(urls.redis_url)) as proxy:
        redis = open_redis(f"redis://127.0.0.1:{proxy.port}")
        signals = Signals(redis, uuid4().hex, **options)
        listening = asyncio.create_task(signals.listen_account_erased(lambda: calls.append(True)))
        try:
            await until(lambda: len(calls) == 1)
            yield proxy, calls, signals
        finally:
            proxy.release()
            while not listening.done():
                listening.cancel()
                await asyncio.wait([listening], timeout=0.1)
            await redis.aclose()


async def test_a_signal_that_may_have_come_while_the_client_connected_again_counts_as_received(urls):
    """redis-py connects again by itself, and does not say so."""
    async with listening_through_a_proxy(urls) as (proxy, calls, _):
        await proxy.cut()

        await until(lambda: len(calls) == 2)


async def test_a_server_that_vanished_is_given_up(urls):
    """It closes no connection. The next one may reach another server, and what was missed counts as received."""
    async with listening_through_a_proxy(urls, silent_seconds=0.1) as (proxy, calls, _):
        proxy.hold(to_server=0, to_client=0)
        await proxy.holding.wait()
        await until(lambda: proxy.connections > 1)
        await proxy.cut()
        proxy.release()

        await until(lambda: len(calls) >= 2)


async def test_a_quiet_server_is_asked_and_stays(urls, monkeypatch):
    """A pong is an answer, not a signal."""
    async with listening_through_a_proxy(urls, silent_seconds=0.2) as (_, calls, signals):
        pongs, get_message = [], PubSub.get_message

        async def count(pubsub, **options):
            message = await get_message(pubsub, **options)
            if message is not None and message["type"] == "pong":
                pongs.append(message)
            return message

        monkeypatch.setattr(PubSub, "get_message", count)
        await until(lambda: len(pongs) >= 3)
        await signals.account_erased()
        await until(lambda: len(calls) >= 2)
