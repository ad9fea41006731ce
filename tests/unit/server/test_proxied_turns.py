"""Requests that come through one of our proxies have the turns of the networks of their clients."""

import asyncio
from contextlib import asynccontextmanager
from ipaddress import ip_network

import hypercorn.protocol
import pytest
from hypercorn.asyncio.worker_context import WorkerContext

from app.live.fair_turns import MOST_IN_LINE, FairTurns
from app.live.time_slices import STARTS, TimeSlices
from app.server import hypercorn_http1
from app.server.hypercorn_connection import GracefulConnection
from app.server.server_config import ServerConfig
from app.web.http.proxies import ProxyNetworks
from tests.unit.live.test_delivery import HastyClock
from tests.waiting import PATIENCE_SECONDS, until

FLOOD, HONEST = "198.51.100.7", "203.0.113.9"


class Proxied:
    """A server whose clients come through a proxy on this machine, and the clients of the requests it was asked."""

    def __init__(self, networks):
        hypercorn_http1.install()
        self.config = ServerConfig()
        self.config.errorlog = None
        self.config.handshakes = FairTurns(TimeSlices(HastyClock()), STARTS)
        self.config.proxies = ProxyNetworks([ip_network(network) for network in networks])
        self.turns = []
        self.asked = []
        self.bodies = []
        self.port = 0
        self._serving = []
        self._clients = []

    async def connected(self, reader, writer):
        self._serving.append(asyncio.current_task())
        loop, context = asyncio.get_running_loop(), WorkerContext(None)
        await GracefulConnection(self._answer, loop, self.config, context, {}, reader, writer).run()

    async def _answer(self, scope, receive, send, *_):
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message["more_body"]:
                break
        headers = dict(scope["headers"])
        self.asked.append(headers.get(b"x-forwarded-for", headers.get(b"x-name", b"")).decode())
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def connect(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._clients.append(writer)
        return reader, writer

    async def send(self, *data):
        """Each piece of data over a connection of its own, all at once."""
        writers = [(await self.connect())[1] for _ in data]
        for writer, piece in zip(writers, data, strict=True):
            writer.write(piece)

    async def close(self):
        for writer in self._clients:
            writer.transport.abort()
        if self._serving:
            await asyncio.wait(self._serving, timeout=5)


@asynccontextmanager
async def proxied(*networks):
    served = Proxied(networks or ("127.0.0.1/32",))
    real = served.config.handshakes.turn

    async def turn(network):
        served.turns.append(network)
        await real(network)

    served.config.handshakes.turn = turn
    server = await asyncio.start_server(served.connected, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        await served.close()


def request(client, more=b""):
    return b"GET / HTTP/1.1\r\nHost: a\r\n%bX-Forwarded-For: %b\r\n\r\n" % (more, client.encode())


async def test_client_that_floods_does_not_delay_another_behind_the_same_proxy():
    """The honest request comes last, and is asked before most of the flood."""
    async with proxied() as served:
        await served.send(*[request(FLOOD)] * 100, request(HONEST))
        await until(lambda: HONEST in served.asked)
        before = served.asked.index(HONEST)
        await until(lambda: len(served.asked) == 101)

    assert before <= 4 * MOST_IN_LINE


async def test_requests_of_two_clients_in_one_piece_of_data_have_the_turns_of_both():
    """A proxy may send the requests of several clients over one connection."""
    async with proxied() as served:
        await served.send(request(FLOOD) * 2 + request(HONEST) + request(FLOOD))
        await until(lambda: len(served.asked) == 4)

    assert served.asked == [FLOOD, FLOOD, HONEST, FLOOD]
    assert served.turns[:4] == [FLOOD, FLOOD, HONEST, FLOOD]


async def test_head_in_parts_is_read_in_the_turn_of_its_client():
    """The part that names the client comes last; none of it waits in the line of the proxy."""
    async with proxied() as served:
        _, writer = await served.connect()
        for byte in request(HONEST):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)
        await until(lambda: served.asked)

    assert set(served.turns[:1]) == {HONEST}
    assert served.asked == [HONEST]


async def test_body_has_the_turns_of_its_client_whatever_it_says():
    """A body that looks like a head is not one."""
    body = b"\r\n\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n" * 5_000
    head = b"POST / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: %b\r\nContent-Length: %d\r\n\r\n" % (
        FLOOD.encode(),
        len(body),
    )
    async with proxied() as served:
        await served.send(head + body)
        await until(lambda: served.asked)

    assert len(served.turns) > 1
    assert set(served.turns) <= {FLOOD}
    assert served.bodies == [body]


@pytest.mark.parametrize(
    ("head", "network"),
    [
        (b"X-Forwarded-For: 192.0.2.7\r\n", "192.0.2.7"),
        (b"x-FORWARDED-for:192.0.2.7\r\n", "192.0.2.7"),
        (b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 192.0.2.8\r\n", "192.0.2.8"),
        (b"X-Forwarded-For: 192.0.2.7, 127.0.0.1\r\n", "192.0.2.7"),
        (b"X-Forwarded-For: 2001:db8::1:2:3:4\r\n", "2001:db8::"),
        (b'Forwarded: for="[2001:db8::1:2:3:4]:443";proto=https\r\n', "2001:db8::"),
        # No client: the line of the proxy itself.
        (b"", "127.0.0.1"),
        (b"X-Forwarded-For: unknown\r\n", "127.0.0.1"),
        (b"X-Forwarded-For: 192.0.2.7\r\nForwarded: for=192.0.2.8\r\n", "127.0.0.1"),
        (b"X-Name: X-Forwarded-For: 192.0.2.7\r\n", "127.0.0.1"),
    ],
)
async def test_network_is_that_of_the_client_to_whom_the_request_counts(head, network):
    async with proxied() as served:
        await served.send(b"GET / HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n")
        await until(lambda: served.asked)

    assert served.turns[0] == network


async def test_header_of_a_peer_that_is_no_proxy_gives_no_turn_of_its_own():
    async with proxied("10.0.0.0/8") as served:
        await served.send(*[request(f"192.0.2.{number}") for number in range(5)])
        await until(lambda: len(served.asked) == 5)

    assert set(served.turns) == {"127.0.0.1"}


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n"])
async def test_every_end_of_a_head_is_found(end):
    async with proxied() as served:
        await served.send(b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7" + end)
        await until(lambda: served.asked)

    assert served.turns[0] == "192.0.2.7"


async def test_head_without_an_end_is_refused_and_not_gathered_for_ever():
    async with proxied() as served:
        reader, writer = await served.connect()
        writer.write(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 20_000)
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await reader.read()

    assert answer.startswith(b"HTTP/1.1 431")
    assert served.asked == []


def test_hypercorn_makes_the_protocol_as_we_rely_on():
    hypercorn_http1.install()
    assert hypercorn.protocol.H11Protocol is hypercorn_http1.StrictHttp1
