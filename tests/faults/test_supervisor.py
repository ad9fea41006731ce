"""`qala serve --workers N`: workers die, restart one by one, and stop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from app.models.database import asyncpg_dsn
from tests.graphql_client import WebSocketClient, open_websocket
from tests.ports import free_port
from tests.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
COUNTERS = 'subscription { counters(cityId: "almaty") { total } }'


class Service:
    """A running supervisor."""

    def __init__(self, process: "asyncio.subprocess.Process", port: int, exits: AsyncExitStack) -> None:
        self.process, self.exits = process, exits
        self.url = f"ws://127.0.0.1:{port}/graphql"

    def workers(self) -> set[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(pid) for pid in listed}

    async def watcher(self) -> WebSocketClient:
        """Open a socket that watches the city's counters; retry until the port accepts connections."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    client = await self.exits.enter_async_context(open_websocket(self.url))
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        await client.init()
        await client.subscribe("1", COUNTERS)
        assert await client.event() == {"total": 0}
        return client


@pytest.fixture
async def service(urls, tmp_path) -> AsyncIterator[Service]:
    """A supervisor with two workers on the database of this test."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
        "SECRET_KEY": "x" * 40,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "QALA_HOME": str(tmp_path),
        "DRAIN_SECONDS": "0.2",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "serve", "--workers", "2", env=environment, cwd=ROOT
    )
    try:
        async with AsyncExitStack() as exits:
            yield Service(process, port, exits)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.wait()


async def closing_code(client: WebSocketClient) -> int:
    """Wait until a socket is closed; return its close code, 1006 without a close frame."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        code, _ = await client.ended()
    return code


async def test_a_killed_worker_is_replaced(service):
    """Its sockets break, the port keeps answering, and a new worker replaces it."""
    await (await service.watcher()).socket.close()
    before = service.workers()
    victim = min(before)

    os.kill(victim, signal.SIGKILL)

    def replaced() -> bool:
        now = service.workers()
        return victim not in now and len(now) == 2

    await until(replaced)
    await (await service.watcher()).socket.close()


async def test_sigterm_closes_every_socket_with_1012_and_exits_with_zero(service):
    """1012 for each socket, never 1006 or 1011; exit code 0."""
    watchers = [await service.watcher() for _ in range(20)]

    service.process.terminate()
    codes = await asyncio.gather(*(closing_code(client) for client in watchers))

    assert codes == [1012] * 20
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await service.process.wait() == 0


async def test_open_connections_do_not_delay_the_shutdown(service):
    """A silent connection, one kept alive after a response, a stream, and a socket that never reads."""
    await (await service.watcher()).socket.close()
    port = int(service.url.rpartition(":")[2].partition("/")[0])
    silent = await asyncio.open_connection("127.0.0.1", port)
    idle = await asyncio.open_connection("127.0.0.1", port)
    idle[1].write(b"GET /health/live HTTP/1.1\r\nHost: qala\r\n\r\n")
    assert b"200" in await idle[0].readline()
    query = "query=subscription%7Bcounters(cityId:%22almaty%22)%7Btotal%7D%7D"
    stream = await asyncio.open_connection("127.0.0.1", port)
    stream[1].write(f"GET /graphql/stream?{query} HTTP/1.1\r\nHost: qala\r\n\r\n".encode())
    assert b"200" in await stream[0].readline()
    slow = await service.watcher()
    slow.socket.transport.pause_reading()

    service.process.terminate()

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await service.process.wait() == 0
        assert (await stream[0].read()).endswith(b"0\r\n\r\n")
    for _, writer in (silent, idle, stream):
        writer.close()
    slow.socket.transport.abort()


async def test_sighup_restarts_all_workers_without_closing_the_port(service):
    """Every worker is a new one afterwards, every old socket got 1012, and connecting never failed meanwhile.

    The signal goes to all processes, as some service managers send it: a worker leaves it to its supervisor.
    """
    watchers = [await service.watcher() for _ in range(10)]
    # They answer heartbeats meanwhile: on a busy machine a restart takes longer than a silent client is kept.
    endings = [asyncio.create_task(client.ended()) for client in watchers]
    before = service.workers()
    refused = 0
    rolling = True

    async def knock() -> None:
        nonlocal refused
        while rolling:
            try:
                # Without a limit of its own: on a busy machine a handshake may take long, which is no refusal.
                async with open_websocket(service.url, open_timeout=None):
                    pass
            except OSError:
                refused += 1
            await asyncio.sleep(0.02)

    knocking = asyncio.create_task(knock())
    for pid in (*before, service.process.pid):
        os.kill(pid, signal.SIGHUP)

    def rolled() -> bool:
        now = service.workers()
        return len(now) == 2 and not now & before

    await until(rolled)
    rolling = False
    await knocking

    assert refused == 0
    assert [code for code, _ in await asyncio.gather(*endings)] == [1012] * 10


async def test_worker_whose_tail_fails_ends_and_is_replaced(service, urls):
    """An unreadable entry of the stream ends the tail: its clients move to another worker instead of missing events."""
    client = await service.watcher()
    before = service.workers()
    redis = Redis.from_url(urls.redis_url)
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    epoch = await connection.fetchval("SELECT epoch FROM log_state")
    await connection.close()

    await redis.xadd(f"qala:{epoch}:events", {"e": b'{"position": 1, "kind": "NEVER_HEARD_OF"}'}, id="1-0")

    assert await closing_code(client) == 1012
    await redis.delete(f"qala:{epoch}:events")
    await redis.aclose()
    await until(lambda: len(service.workers()) == 2 and service.workers() != before)
    await (await service.watcher()).socket.close()
