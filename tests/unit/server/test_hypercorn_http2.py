"""HTTP/2 connections of our proxies: the requests of many clients, none of which stops the others."""

import asyncio
from contextlib import asynccontextmanager
from ipaddress import ip_network

import h2.config
import h2.connection
import h2.events
import pytest
from hypercorn.asyncio.worker_context import WorkerContext

from app.live.fair_turns import MOST_IN_LINE, FairTurns
from app.live.time_slices import STARTS, TimeSlices
from app.server import hypercorn_http1, hypercorn_http2
from app.server.hypercorn_connection import GracefulConnection
from app.server.hypercorn_http1 import MAX_HEADERS
from app.server.hypercorn_http2 import MOST_APPLICATIONS, MOST_STREAMS, PIECE_BYTES
from app.server.server_config import ServerConfig
from app.web.http.proxies import ProxyNetworks
from tests.unit.live.test_delivery import HastyClock
from tests.waiting import until

FLOOD, HONEST = "198.51.100.7", "203.0.113.9"


class Server:
    """Answers ``/held`` when it is let go, ``/read`` with the size of its body, and all else at once."""

    def __init__(self):
        hypercorn_http1.install()
        hypercorn_http2.install()
        self.config = ServerConfig()
        self.config.errorlog = None
        self.config.cleartext_http2 = True
        self.config.handshakes = FairTurns(TimeSlices(HastyClock()), STARTS)
        self.config.proxies = ProxyNetworks([ip_network("127.0.0.1/32")])
        self.let_go = asyncio.Event()
        self.asked = []
        self.running = 0
        self.connections = []

    async def connected(self, reader, writer):
        self.connections.append(asyncio.current_task())
        loop, context = asyncio.get_running_loop(), WorkerContext(None)
        await GracefulConnection(self._answer, loop, self.config, context, {}, reader, writer).run()

    async def _answer(self, scope, receive, send, *_):
        self.running += 1
        self.asked.append(dict(scope["headers"]).get(b"x-forwarded-for", b"").decode())
        size = 0
        if scope["path"] == "/held":
            await self.let_go.wait()
        while scope["path"] == "/read" and (message := await receive()).get("more_body"):
            size += len(message["body"])
        self.running -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d" % size})


class Client:
    """One connection of a proxy."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.connection.initiate_connection()
        self.answers = {}
        self.reset = {}
        self.reading = asyncio.create_task(self._read())

    async def _read(self):
        while data := await self._reader.read(65_536):
            for event in self.connection.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    self.answers[event.stream_id] = self.answers.get(event.stream_id, b"") + event.data
                if isinstance(event, h2.events.StreamReset):
                    self.reset[event.stream_id] = event.error_code
            self.flush()

    def flush(self):
        self._writer.write(self.connection.data_to_send())

    def request(self, path="/", client=HONEST, *, end=True, more=()):
        stream_id = self.connection.get_next_available_stream_id()
        head = [(":method", "POST"), (":path", path), (":authority", "a"), (":scheme", "http")]
        self.connection.send_headers(stream_id, [*head, ("x-forwarded-for", client), *more], end_stream=end)
        return stream_id

    async def answer(self, stream_id):
        self.flush()
        await until(lambda: stream_id in self.answers)
        return self.answers[stream_id]

    async def close(self):
        self._writer.transport.abort()
        self.reading.cancel()
        await asyncio.gather(self.reading, return_exceptions=True)


@asynccontextmanager
async def serving():
    """A server and a client of it."""
    served = Server()
    server = await asyncio.start_server(served.connected, "127.0.0.1", 0)
    client = Client(*await asyncio.open_connection(*server.sockets[0].getsockname()[:2]))
    client.flush()
    try:
        yield served, client
    finally:
        server.close()
        served.let_go.set()
        await client.close()
        if served.connections:
            await asyncio.wait(served.connections, timeout=5)


async def test_rest_of_a_body_that_was_answered_leaves_the_connection_to_others():
    """Hypercorn ends the connection of all clients then."""
    async with serving() as (_, client):
        early = client.request(end=False)
        await client.answer(early)
        client.connection.send_data(early, b"x" * 100)

        assert await client.answer(client.request()) == b"0"


async def test_body_that_nothing_reads_delays_no_other_request():
    """More parts than the queue of a stream takes."""
    async with serving() as (served, client):
        held = client.request("/held", end=False)
        for _ in range(40):
            client.connection.send_data(held, b"x" * 100)

        assert await client.answer(client.request()) == b"0"
        served.let_go.set()
        await client.answer(held)


async def test_large_body_is_read_as_the_application_takes_it():
    """The window of the stream opens again."""
    async with serving() as (_, client):
        sent, stream_id = 0, client.request("/read", end=False)
        while sent < 400_000:
            room = client.connection.local_flow_control_window(stream_id)
            part = min(room, 16_384, 400_000 - sent)
            if part:
                client.connection.send_data(stream_id, b"x" * part)
                sent += part
            client.flush()
            await asyncio.sleep(0)
        client.connection.end_stream(stream_id)

        assert await client.answer(stream_id) == b"400000"


async def test_client_that_floods_does_not_delay_another_on_the_same_connection():
    async with serving() as (served, client):
        for _ in range(MOST_STREAMS - 1):
            client.request(client=FLOOD)
        await client.answer(client.request())

    assert served.asked.index(HONEST) <= 4 * MOST_IN_LINE


async def test_streams_that_are_reset_at_once_run_a_bounded_number_of_applications():
    """Each is over for the count of streams, while its application still works."""
    async with serving() as (served, client):
        streams = []
        for _ in range(MOST_APPLICATIONS + 50):
            streams.append(client.request("/held", FLOOD))
            client.connection.reset_stream(streams[-1])
        client.flush()
        await until(lambda: served.running == MOST_APPLICATIONS)
        refused = client.request()
        client.flush()
        await until(lambda: refused in client.reset)
        served.let_go.set()
        await until(lambda: served.running == 0)

        assert await client.answer(client.request()) == b"0"
        assert served.asked.count(FLOOD) == MOST_APPLICATIONS


@pytest.mark.parametrize("kind", ["pings", "settings"])
async def test_small_frames_in_one_piece_of_data_are_handled_in_turns(kind):
    """Three thousand at once stopped the loop for tens of milliseconds."""
    turns = []
    async with serving() as (served, client):
        await client.answer(client.request())
        real = served.config.handshakes.turn

        async def turn(network):
            turns.append(network)
            await real(network)

        served.config.handshakes.turn = turn
        for number in range(3_000):
            if kind == "pings":
                client.connection.ping(b"%08d" % number)
            else:
                client.connection.update_settings({4: 65_535 + number % 2})
        await client.answer(client.request())

    # A ping has 17 bytes, and settings with one value 15.
    assert len(turns) >= 3_000 * 15 / PIECE_BYTES


async def test_head_of_many_headers_is_refused_alone():
    async with serving() as (_, client):
        many = client.request(more=[(f"x-{number}", "y") for number in range(MAX_HEADERS)])
        other = client.request()
        await client.answer(other)
        await until(lambda: many in client.reset)

        assert many not in client.answers


async def test_connection_lives_on_after_a_thousand_requests():
    async with serving() as (served, client):
        for _ in range(25):
            streams = [client.request() for _ in range(50)]
            for stream_id in streams:
                await client.answer(stream_id)

    assert len(served.asked) == 1_250
