"""Connections are accepted in slices, each network in turn."""

import asyncio
import inspect
import itertools
import socket
from contextlib import asynccontextmanager

import hypercorn.asyncio.run
import pytest
from hypercorn.config import Config

from app.live.fair_turns import MOST_IN_LINE, FairTurns
from app.live.time_slices import STARTS, TimeSlices
from app.server import hypercorn_listener
from app.server.hypercorn_listener import SlicedServer
from app.server.server_config import IdleConnections, ListeningSocket, ServerConfig
from tests.unit.live.test_delivery import HastyClock
from tests.waiting import until

FLOOD, HONEST = "127.0.0.7", "127.0.0.8"


class Listening:
    """A sliced server, the addresses whose connections it opened, and clients."""

    def __init__(self, clock):
        self.config = ServerConfig()
        self.config.handshakes = FairTurns(TimeSlices(HastyClock()), STARTS)
        self.listener = ListeningSocket.of(socket.create_server(("127.0.0.1", 0), backlog=1000), self.config)
        self.port = self.listener.getsockname()[1]
        self.opened = []
        self.clients = []
        self.server = SlicedServer(self.listener, self._connected, clock)

    async def _connected(self, reader, writer):
        self.opened.append(writer.get_extra_info("peername")[0])
        writer.write(b"hello")
        assert await reader.read() == b""
        writer.close()

    def connect(self, address):
        client = socket.socket()
        client.bind((address, 0))
        client.connect(("127.0.0.1", self.port))
        client.setblocking(False)
        self.clients.append(client)
        return client


@asynccontextmanager
async def listening(clock=None):
    found = Listening(clock or HastyClock())
    try:
        yield found
    finally:
        found.server.close()
        for client in found.clients:
            client.close()
        await found.server.wait_closed()


async def test_connection_is_served_with_its_streams():
    async with listening() as served:
        client = served.connect(HONEST)
        said = await asyncio.get_running_loop().sock_recv(client, 100)

    assert (said, served.opened) == (b"hello", [HONEST])


async def test_one_turn_of_the_loop_accepts_for_a_slice_alone():
    """The clock uses each slice up at once: other work has its turn after each connection."""
    async with listening() as served:
        for _ in range(30):
            served.connect(FLOOD)
        counts = [0]
        while counts[-1] < 30:
            await asyncio.sleep(0)
            counts.append(len(served.opened))

    assert max(later - earlier for earlier, later in itertools.pairwise(counts)) <= 2


async def test_flood_of_one_network_does_not_delay_another():
    """The honest connection is accepted last, and opened before most of the flood."""
    async with listening(lambda: 0.0) as served:
        for _ in range(200):
            served.connect(FLOOD)
        served.connect(HONEST)
        await until(lambda: HONEST in served.opened)
        before = served.opened.index(HONEST)
        await until(lambda: len(served.opened) == 201)

    assert before <= 2 * MOST_IN_LINE


async def test_network_with_too_many_connections_is_refused_before_they_are_opened():
    """Also those that still wait for their turn count."""
    async with listening(lambda: 0.0) as served:
        served.config.idle_connections = IdleConnections((), 2)
        served.config.idle_connections.key_of = lambda host: host
        clients = [served.connect(FLOOD) for _ in range(6)]
        served.connect(HONEST)
        await until(lambda: HONEST in served.opened)
        said = [await asyncio.get_running_loop().sock_recv(client, 100) for client in clients]

    assert said == [b"hello"] * 2 + [b""] * 4


async def test_want_of_descriptors_pauses_and_goes_on(monkeypatch):
    """The operating system refuses; the listener is not asked again at once, which would take a core."""
    monkeypatch.setattr(hypercorn_listener, "RETRY_SECONDS", 0.01)
    real, failures = ListeningSocket.accept, []

    def accept(self):
        if len(failures) < 3:
            failures.append(1)
            raise OSError(24, "Too many open files")
        return real(self)

    monkeypatch.setattr(ListeningSocket, "accept", accept)
    async with listening() as served:
        served.connect(HONEST)
        await until(lambda: served.opened)

    assert len(failures) == 3


async def test_closing_opens_what_was_accepted():
    """A client whose connection was accepted is answered, also when the process shuts down just then."""
    async with listening() as served:
        for _ in range(5):
            served.connect(HONEST)
        await until(lambda: served.server.accepted)
        served.server.close()
        served.server.close()
        accepted = served.server.accepted
        await served.server.wait_closed()

        await until(lambda: len(served.opened) == accepted)

    assert accepted >= 1


@pytest.mark.parametrize("kind", [Config, ServerConfig])
async def test_listener_without_our_configuration_is_served_as_before(kind):
    hypercorn_listener.install()
    config = kind()
    config.bind = ["127.0.0.1:0"]
    (listener,) = config.create_sockets().insecure_sockets
    listener.listen()

    server = await hypercorn.asyncio.run.asyncio.start_server(lambda *_: None, sock=listener, backlog=10)
    server.close()
    await server.wait_closed()

    assert isinstance(server, SlicedServer) == (kind is ServerConfig)


def test_hypercorn_starts_servers_as_we_rely_on():
    source = inspect.getsource(hypercorn.asyncio.run.worker_serve)
    assert "asyncio.start_server(_server_callback, backlog=config.backlog, sock=sock)" in source
    assert "sockets = config.create_sockets()" in source
    assert source.count("server.") == source.count("server.close()") + source.count("server.wait_closed()")
