"""A request is either answered or not begun, however close it comes to the end of its connection."""

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.events import Closed, RawData, Updated

import app.server.hypercorn_connection
from app.server import hypercorn_http1
from app.server.hypercorn_connection import GracefulConnection
from app.server.server_config import ServerConfig
from tests.waiting import PATIENCE_SECONDS, until


class Protocol:
    """Keeps what it is handed."""

    protocol = None

    def __init__(self) -> None:
        self.handled: list[Any] = []

    async def handle(self, event) -> None:
        self.handled.append(event)


class Writer:
    """Knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
async def connection():
    """One connection, without a network below it."""
    server = GracefulConnection(None, None, None, None, None, asyncio.StreamReader(), Writer())
    server.protocol = Protocol()
    return server


async def test_request_after_the_decision_to_close_is_not_started(connection):
    """Its bytes have arrived, but the response could no longer be sent."""
    connection.reader.feed_data(b"POST /graphql HTTP/1.1\r\n\r\n")
    connection.reader.feed_eof()

    await connection._initiate_server_close()  # rule: QC012 Hypercorn calls it
    await connection._read_data()

    assert connection.writer.closed
    assert [type(event) for event in connection.protocol.handled] == [Closed, Closed]


async def test_connection_with_a_request_in_progress_is_not_closed(connection):
    """The idle timeout has passed, but the head of a request has been read: it is answered first."""
    await connection.protocol_send(Updated(idle=False))

    await connection._initiate_server_close()  # rule: QC012 Hypercorn calls it
    connection.reader.feed_data(b"the rest of it")
    connection.reader.feed_eof()
    await connection._read_data()

    assert not connection.writer.closed
    assert connection.protocol.handled[0] == RawData(b"the rest of it")


@asynccontextmanager
async def connected(application, kind=GracefulConnection, config=None):
    """The client's end of one connection, the task that serves the other end, and the shutdown event."""
    (ours, theirs), context, loop = socket.socketpair(), WorkerContext(None), asyncio.get_running_loop()
    config = config or Config()
    config.errorlog = None
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    reader, writer = await asyncio.open_connection(sock=ours)
    serving = asyncio.create_task(kind(application, loop, config, context, {}, reader, writer).run())
    try:
        yield theirs, serving, context
    finally:
        theirs.close()
        serving.cancel()
        await asyncio.wait([serving])


async def test_failed_connection_ends_alone():
    """Hypercorn gathers all connections at shutdown: an error in one would end all others."""

    class Breaking(GracefulConnection):
        async def _read_data(self) -> None:
            raise ValueError("not foreseen")

    async with connected(None, Breaking) as (_, serving, _):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await serving


async def test_peer_that_does_not_read_does_not_delay_a_shutdown(monkeypatch):
    """Its answer waits in our buffers for ever; the connection ends a while after Hypercorn has cancelled it."""
    monkeypatch.setattr(app.server.hypercorn_connection, "SHUTDOWN_CLOSE_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(app.server.hypercorn_connection, "CLOSE_TIMEOUT_SECONDS", 3600)
    answering = asyncio.Event()

    async def answer(scope, receive, send, *_) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        answering.set()
        await send({"type": "http.response.body", "body": b"long" * 1_000_000})

    async with connected(answer) as (peer, serving, context):
        peer.send(b"GET / HTTP/1.1\r\nHost: qala\r\n\r\n")
        await answering.wait()
        await context.terminated.set()
        serving.cancel()

        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wait([serving])


async def test_wait_for_a_peer_that_does_not_read_has_a_limit(monkeypatch):
    """Without a shutdown, too: the application has ended, so nothing else would close the connection."""
    monkeypatch.setattr(app.server.hypercorn_connection, "CLOSE_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(app.server.hypercorn_connection, "STALL_SECONDS", 3600)

    async def answer(scope, receive, send, *_) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            async with asyncio.timeout(0.01):
                await send({"type": "http.response.body", "body": b"long" * 1_000_000, "more_body": True})
        except TimeoutError:
            return

    async with connected(answer) as (peer, serving, _):
        peer.send(b"GET / HTTP/1.1\r\nHost: qala\r\n\r\n")

        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wait([serving])


async def test_peer_that_stops_reading_is_dropped(monkeypatch):
    """The application waits in the middle of its answer, which no limit of its own would end."""
    monkeypatch.setattr(app.server.hypercorn_connection, "STALL_SECONDS", 0.05)

    async def answer(scope, receive, send, *_) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"long" * 1_000_000})

    async with connected(answer) as (peer, serving, _):
        peer.send(b"GET / HTTP/1.1\r\nHost: qala\r\n\r\n")

        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wait([serving])


async def test_peer_that_reads_too_little_is_dropped(monkeypatch):
    """It reads on and on, so that it is never silent, and would hold its answer for hours."""
    monkeypatch.setattr(app.server.hypercorn_connection, "STALL_SECONDS", 0.2)
    monkeypatch.setattr(app.server.hypercorn_connection, "LEAST_BYTES_PER_SECOND", 1_000_000)
    body, got = b"long" * 1_000_000, 0

    async def answer(scope, receive, send, *_) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async with connected(answer) as (peer, _, _):
        peer.send(b"GET / HTTP/1.1\r\nHost: qala\r\n\r\n")
        while chunk := await asyncio.get_running_loop().sock_recv(peer, 4_096):
            got += len(chunk)
            await asyncio.sleep(0.01)

    assert got < len(body)


async def test_peer_that_reads_slowly_gets_everything(monkeypatch):
    """Each turn it reads a little, so the time begins anew."""
    stall_seconds = 0.5
    monkeypatch.setattr(app.server.hypercorn_connection, "STALL_SECONDS", stall_seconds)
    body = b"long" * 100_000

    async def answer(scope, receive, send, *_) -> None:
        headers = [(b"connection", b"close"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async with connected(answer) as (peer, _, _):
        peer.send(b"GET / HTTP/1.1\r\nHost: qala\r\n\r\n")
        got, loop = b"", asyncio.get_running_loop()
        started = loop.time()
        while chunk := await loop.sock_recv(peer, 16_384):
            got += chunk
            await asyncio.sleep(0.02)

    assert got.endswith(body)
    assert loop.time() - started > stall_seconds


async def test_connection_ends_with_an_application_that_did_not_take_its_body():
    """More waits than the queue of a stream holds, and what reads the connection waits for space in it."""
    hypercorn_http1.install()

    async def answer(scope, receive, send, *_) -> None:
        waiting = receive.__self__
        await until(lambda: len(waiting) >= waiting.MAX_WAITING)
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async with connected(answer) as (peer, serving, _):
        loop = asyncio.get_running_loop()
        peer.send(b"POST / HTTP/1.1\r\nHost: qala\r\nContent-Length: 9000000\r\n\r\n")
        sending = asyncio.create_task(loop.sock_sendall(peer, b"x" * 3_000_000))
        assert await loop.sock_recv(peer, 12) == b"HTTP/1.1 404"

        await until(serving.done)
        await asyncio.gather(sending, return_exceptions=True)


class Turns:
    """Lets a request wait for its turn until the test gives it."""

    def __init__(self) -> None:
        self.asked, self.given = asyncio.Event(), asyncio.Event()

    async def turn(self, _: str | None) -> None:
        self.asked.set()
        await self.given.wait()


class WatchedConnection(GracefulConnection):
    """Says when its idle time has ended."""

    overdue = asyncio.Event()

    async def _initiate_server_close(self) -> None:
        await super()._initiate_server_close()
        self.overdue.set()


async def no_content(scope, receive, send, *_) -> None:
    """Answer with 204."""
    await send({"type": "http.response.start", "status": 204, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("sent", "answer"),
    [(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 204"), (b"GET / HTTP/1.1\r\nHost: a\r\n", b"")],
)
async def test_request_that_came_in_time_is_answered_though_the_idle_time_ends_before_its_turn(sent, answer):
    """Half a head is no request: its connection is closed when its turn has not completed it."""
    hypercorn_http1.install()
    config, turns = ServerConfig(), Turns()
    config.handshakes, config.keep_alive_timeout = turns, 0.01
    WatchedConnection.overdue.clear()
    async with connected(no_content, WatchedConnection, config) as (peer, serving, _):
        peer.send(sent)
        await turns.asked.wait()
        await WatchedConnection.overdue.wait()
        turns.given.set()

        assert (await asyncio.get_running_loop().sock_recv(peer, 4_096))[:12] == answer
        await until(serving.done)


class Transport:
    """Is open."""

    def is_closing(self) -> bool:
        return False


@pytest.fixture
async def idle():
    """Returns connections that have answered a request, with a worker's context."""
    context, config = WorkerContext(None), Config()

    async def make(*, keep_alive, busy=False):
        config.keep_alive_timeout = keep_alive
        writer = Writer()
        writer.transport = Transport()
        reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
        server = GracefulConnection(None, loop, config, context, None, reader, writer)
        server.protocol = Protocol()
        await server.protocol_send(Updated(idle=False))
        await server.protocol_send(Updated(idle=not busy))
        return server

    return context, make


async def test_idle_connection_is_closed_in_time(idle):
    """That with a request in progress is not, and neither is one whose next request has begun."""
    _, make = idle
    waiting, busy, later = await make(keep_alive=0.01), await make(keep_alive=0.01, busy=True), await make(keep_alive=9)

    await until(lambda: waiting.writer.closed)

    assert [busy.writer.closed, later.writer.closed] == [False, False]
    for connection in (busy, later):
        await connection.protocol_send(Updated(idle=False))


async def test_shutdown_closes_idle_connections_and_others_once_they_are_idle(idle):
    context, make = idle
    waiting, busy = await make(keep_alive=9), await make(keep_alive=9, busy=True)

    await context.terminated.set()
    await until(lambda: waiting.writer.closed)
    assert not busy.writer.closed

    await busy.protocol_send(Updated(idle=True))
    await until(lambda: busy.writer.closed)
