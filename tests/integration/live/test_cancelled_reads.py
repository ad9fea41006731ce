"""A read ends in PostgreSQL when its client leaves, over every transport, and the connections serve on."""

import asyncio
import json

import asyncpg
import h2.config
import h2.connection
import h2.events
import pytest

from app.models.database import asyncpg_dsn, rows
from app.queries.map import city_map
from tests.graphql_client import open_websocket
from tests.integration.live.server import connections, served
from tests.waiting import PATIENCE_SECONDS, until

MARK = "a read without end"
MAP = "{ map(bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 9) }"
BODY = json.dumps({"query": MAP}).encode()
LISTED = json.dumps([{"id": str(number), "query": MAP} for number in range(20)]).encode()
READS_AFTERWARDS = 40


@pytest.fixture
async def endless(urls, monkeypatch):
    """Let every map read without end; return the number of such statements in the database."""

    async def read(*_):
        return await rows(f"SELECT pg_sleep(600) AS slept /* {MARK} */")

    monkeypatch.setattr(city_map, "service_request_map", read)
    watcher = await asyncpg.connect(asyncpg_dsn(urls.database_url))

    async def running():
        return await watcher.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()"
            " AND datname = current_database()",
            f"%{MARK} */",
        )

    yield running
    await watcher.close()


@pytest.fixture
async def server(urls):
    """A running server that also speaks HTTP/2 without TLS."""
    async with served(urls, cleartext_http2=True) as live:
        yield live


async def is_over(live, running):
    """Wait until no such statement runs; then every connection of the pool must serve, and no read holds a slot."""

    async def none_runs():
        return await running() == 0

    await until(none_runs)
    queues = live.application.reads.queues.values()
    await until(lambda: all(queue.running == queue.waiting == 0 for queue in queues))
    answers = await asyncio.gather(*(rows("SELECT 1 AS one") for _ in range(READS_AFTERWARDS)))
    assert answers == [[{"one": 1}]] * READS_AFTERWARDS


async def begun(running):
    """Wait until one such statement runs."""

    async def one_runs():
        return await running() == 1

    await until(one_runs)


def post(path, body, accept):
    """Return the bytes of a request."""
    head = f"POST {path} HTTP/1.1\r\nhost: qala\r\naccept: {accept}\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [
        ("/graphql", BODY, "application/json"),
        ("/graphql", BODY, "text/event-stream"),
        ("/graphql/stream", BODY, "text/event-stream"),
        ("/graphql/stream", LISTED, "text/event-stream"),
    ],
    ids=["http", "stream at /graphql", "stream", "stream of twenty"],
)
async def test_closed_connection_ends_the_read(server, endless, path, body, accept):
    """HTTP/1: the client closes; of several operations none begins afterwards."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(post(path, body, accept))
    await begun(endless)

    writer.transport.abort()

    await is_over(server, endless)


async def test_reset_stream_ends_the_read(server, endless):
    """HTTP/2: RST_STREAM ends one request, and the connection answers the next one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    client.initiate_connection()
    head = [(":method", "POST"), (":path", "/graphql"), (":authority", "qala"), (":scheme", "http")]
    client.send_headers(1, [*head, ("content-type", "application/json")])
    client.send_data(1, BODY, end_stream=True)
    writer.write(client.data_to_send())
    await begun(endless)

    # In one write: the server closes a connection that is idle for a few seconds.
    client.reset_stream(1)
    client.send_headers(3, [(":method", "GET"), (":path", "/health/live"), *head[2:]], end_stream=True)
    writer.write(client.data_to_send())
    await is_over(server, endless)

    assert await answered_stream(client, reader) == 3
    writer.close()


async def answered_stream(client, reader):
    """Return the stream of the next answer."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while data := await reader.read(65536):
            for event in client.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    return event.stream_id
    raise AssertionError("the server closed the connection")


@pytest.mark.parametrize("leave", ["complete", "close", "abort"])
async def test_socket_ends_the_read(server, endless, leave):
    """The operation is completed by its client, the socket is closed, or its connection breaks."""
    async with open_websocket(server.url) as client:
        await client.init()
        await client.subscribe("1", MAP)
        await begun(endless)

        if leave == "complete":
            await client.send(type="complete", id="1")
        elif leave == "close":
            await client.socket.close()
        else:
            client.socket.transport.abort()
        await is_over(server, endless)


async def test_shared_read_ends_with_its_last_client(server, endless):
    """Two clients wait for one read: the first to leave takes nothing from the other."""
    slots = server.application.reads.queues["heavy"]
    waiting = []
    for number in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(post("/graphql", BODY, "application/json"))
        waiting.append(writer)
        if number == 0:
            await begun(endless)
    await until(lambda: server.application.reads.shared == 1)

    waiting[0].transport.abort()
    await until(lambda: slots.waiting == 0)
    await begun(endless)
    waiting[1].transport.abort()
    await until(lambda: connections() == 1, "the server has noticed that two have left")
    await begun(endless)

    waiting[2].transport.abort()
    await is_over(server, endless)
