"""Three Valkey servers as a cluster carry the live bus: stream, signals between processes, rate limits."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Connection
from redis.asyncio.cluster import ClusterNode

from app.auth.limiter import Limiter
from app.auth.limits import Limit
from app.commands.context import CommandContext
from app.commands.requests.submission import submit
from app.errors import SettingsError
from app.events import tail
from app.events.redis_stream import RedisEventStream
from app.events.signals import Signals
from app.events.tail import Tail
from app.live.close_codes import CloseCode
from app.models import Session
from app.redis_clients import REDIS_OUTAGES, open_counters, open_redis
from tests import graphql_client
from tests.conftest import TestServices, temporary_home
from tests.integration.live.server import CITY_FEED, LiveServer, served
from tests.valkey_cluster import ValkeyCluster, valkey_cluster
from tests.waiting import until

FEW = Limit("few", 2, 60)
PATIENCE_WITHOUT_NODE = 60


@pytest.fixture
async def cluster() -> AsyncIterator[ValkeyCluster]:
    """A cluster for this test."""
    home = temporary_home()
    try:
        async with valkey_cluster(home) as cluster:
            yield cluster
    finally:
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)


@pytest.fixture
def on_cluster(urls: TestServices, cluster: ValkeyCluster) -> TestServices:
    """The test's database, with the cluster for Redis."""
    return replace(urls, redis_url=cluster.url)


@asynccontextmanager
async def second_process(live: LiveServer, cluster: ValkeyCluster) -> AsyncIterator[tuple[CommandContext, Tail]]:
    """The parts of another process that talk to Redis, with clients of their own."""
    redis, counters, epoch = open_redis(cluster.url), open_counters(cluster.url), live.application.epoch
    follower = Tail(RedisEventStream(redis, epoch), lambda _: None)
    await follower.start()
    following = asyncio.create_task(follower.run())
    try:
        yield (
            replace(
                live.application.command_context,
                signals=Signals(redis, epoch),
                limiter=Limiter(counters, epoch, live.test_app.clock),
            ),
            follower,
        )
    finally:
        while not following.done():
            # redis-py swallows a cancellation that meets it while it writes.
            following.cancel()
            await asyncio.wait([following], timeout=0.1)
        await redis.aclose()
        await counters.aclose()


async def test_two_processes_share_the_live_bus_of_a_cluster(on_cluster, cluster, monkeypatch):
    async def not_from_the_database(*_: object) -> None:
        raise AssertionError("a step was read from the database: the stream did not bring it")

    async with served(on_cluster) as live, second_process(live, cluster) as (other, follower):
        author = await live.test_app.person()
        socket = await live.connect(author)
        await socket.subscribe("1", CITY_FEED)
        await socket.synchronise()
        monkeypatch.setattr(tail, "read_between", not_from_the_database)

        request = await submit(other, author, live.test_app.submission())

        assert (await socket.event())["serviceRequest"]["id"] == str(request.id)
        await until(lambda: follower.position == 1)
        key = live.application.stream.key
        holder = cluster.clients[await cluster.node_with(key)]
        assert [entry for entry, _ in await holder.xrange(key)] == [b"1-0"]

        counted = [
            await limiter.try_to_count(FEW, "one address", 1, 1, 5)
            for limiter in (live.application.command_context.limiter, other.limiter) * 2
        ]
        assert counted == [True, True, False, False]

        (session,) = await Session.all()
        await other.signals.sessions_over([session.id])
        code, _ = await socket.ended()
        assert code == CloseCode.FORBIDDEN


async def test_events_come_from_the_database_while_the_node_of_the_stream_is_away(on_cluster, cluster, monkeypatch):
    # Each command to the node that is away is tried again after a look at the map of the slots.
    monkeypatch.setattr(graphql_client, "PATIENCE_SECONDS", PATIENCE_WITHOUT_NODE)
    async with served(on_cluster) as live:
        author, key = await live.test_app.person(), live.application.stream.key
        socket = await live.connect()
        await socket.subscribe("1", CITY_FEED)
        await socket.synchronise()
        holder = cluster.nodes[await cluster.node_with(key)]
        await asyncio.to_thread(holder.stop)

        first = await submit(live.test_app.context, author, live.test_app.submission())

        assert (await socket.event())["serviceRequest"]["id"] == str(first.id)
        await asyncio.to_thread(holder.start)
        second = await submit(live.test_app.context, author, live.test_app.submission(address="Абай даңғылы 12"))
        assert (await socket.event())["serviceRequest"]["id"] == str(second.id)
        await until(
            lambda: _refilled(live.application.stream), "the stream has both events", seconds=PATIENCE_WITHOUT_NODE
        )


@pytest.mark.parametrize("handle", ["gone", "closed"])
async def test_connection_closed_by_another_task_amid_a_command_is_an_outage(on_cluster, monkeypatch, handle):
    async def close_amid_the_command(connection):
        if handle == "closed":
            raise RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")
        await connection.disconnect(nowait=True)

    client = open_redis(on_cluster.redis_url)
    await client.set("key", "value")
    monkeypatch.setattr(Connection, "check_health", close_amid_the_command)
    with pytest.raises(REDIS_OUTAGES, match="closed meanwhile"):
        await client.get("key")
    monkeypatch.undo()

    assert await client.get("key") == b"value"
    await client.aclose()


async def test_node_that_leaves_the_map_amid_a_command_keeps_no_connection(on_cluster, monkeypatch):
    client = open_redis(on_cluster.redis_url)
    await client.set("key", "value")
    nodes, acquire, taken = client.nodes_manager, ClusterNode.acquire_connection, []

    def acquire_having_left(node):
        if not taken:
            nodes.set_nodes(nodes.nodes_cache, {}, remove_old=True)
        taken.append(acquire(node))
        return taken[-1]

    monkeypatch.setattr(ClusterNode, "acquire_connection", acquire_having_left)

    assert await client.get("key") == b"value"
    assert not taken[0].is_connected
    await client.aclose()


async def _refilled(stream) -> bool:
    try:
        return [logged.position for logged in await stream.newest(5)] == [1, 2]
    except Exception:  # noqa: BLE001 - the node may still be loading
        return False


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("redis+cluster://one,two:7000", "'one' is no node"),
        ("redis+cluster://one:7000/3", "database 0 only"),
        ("redis+cluster://one:port", "'one:port' is no node"),
    ],
)
def test_address_that_is_none_of_a_cluster_is_refused(address, named):
    with pytest.raises(SettingsError, match=named):
        open_redis(address)


def test_address_of_a_cluster_keeps_account_and_encryption():
    client = open_redis("rediss+cluster://qala:s%40cret@one:7000,two:7001")
    nodes = sorted(node.name for node in client.startup_nodes)
    options = client.connection_kwargs
    assert nodes == ["one:7000", "two:7001"]
    assert (options["username"], options["password"]) == ("qala", "s@cret")
    assert "ssl" in str(options.get("connection_class", options)).lower()
