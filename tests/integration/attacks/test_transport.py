"""Raw connections: no way past a proxy's rules, and none that lives without a request."""

import asyncio
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network

import pytest

from app.server.server_config import IdleConnections
from tests.conftest import TestServices
from tests.integration.attacks.conftest import OWNERS, form
from tests.integration.live.server import connections, served
from tests.waiting import PATIENCE_SECONDS, until

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000")
"""The first bytes of an HTTP/2 client: the preface and empty settings."""
UPGRADE = (
    b"GET /health/live HTTP/1.1\r\nHost: qala.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
    b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
)


@asynccontextmanager
async def raw(live):
    """A TCP connection to the server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer_to(live, sent: bytes) -> bytes:
    """Send bytes; return all that the server sends until it closes."""
    async with raw(live) as (reader, writer):
        writer.write(sent)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await reader.read()


def quickly(config) -> None:
    """Close idle connections after a tenth of a second."""
    config.keep_alive_timeout = 0.1


async def test_upgrade_to_h2c_is_answered_over_http1(urls: TestServices):
    """With 101 a proxy would become a tunnel past its own rules, and each try would invent its address."""
    async with served(urls, configure=quickly) as live:
        answer = await answer_to(live, UPGRADE)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b'{"status":"live"}' in answer
    assert b"101" not in answer.split(b"\r\n")[0]


async def test_upgrade_to_h2c_is_ignored_even_where_http2_is_allowed(urls: TestServices):
    """The setting is for proxies that begin with HTTP/2 themselves."""
    async with served(urls, configure=quickly, cleartext_http2=True) as live:
        assert (await answer_to(live, UPGRADE)).startswith(b"HTTP/1.1 200")


async def test_preface_is_refused(urls: TestServices):
    """HTTP/2 in cleartext is nothing that a browser or a usual proxy speaks."""
    async with served(urls) as live:
        assert (await answer_to(live, PREFACE)).startswith(b"HTTP/1.1 505")
        assert (await answer_to(live, b"GET / HTTP/2.0\r\nHost: a\r\nUpgrade: h2c\r\n\r\n")).startswith(b"HTTP/1.1 505")


async def test_allowed_preface_is_answered_and_a_silent_one_closed(urls: TestServices):
    """Hypercorn counts the preface as a request, so such a connection would never be idle."""
    async with served(urls, configure=quickly, cleartext_http2=True) as live:
        answer = await answer_to(live, PREFACE)

    # The type of the first frame: SETTINGS.
    assert answer[3] == 4


async def test_sign_ins_through_an_upgrade_are_counted(urls: TestServices):
    """What follows the upgrade is read as HTTP/1.1 of the same client, not as frames."""
    async with served(urls, configure=quickly) as live:
        body = b'{"query": "mutation { login(email: \\"a@b.kz\\", password: \\"%s\\") { token } }"}' % OWNERS.encode()
        tries = b"".join(
            b"POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
            b"X-Forwarded-For: 198.51.100.%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (n, len(body), body)
            for n in range(11)
        )
        answer = await answer_to(live, tries)

    assert answer.count(b"HTTP/1.1 200") == 11
    assert answer.count(b"RATE_LIMITED") == 1
    assert form().email not in answer.decode()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /h",
    ],
    ids=["nothing", "half a line", "half a head", "one request", "a request and a half"],
)
async def test_connection_without_a_complete_head_is_closed(urls: TestServices, sent):
    """After the idle time, however much of a head has come."""
    async with served(urls, configure=quickly) as live:
        answer = await answer_to(live, sent)

    assert answer.count(b"HTTP/1.1 200") == sent.count(b"\r\n\r\n")


async def test_head_that_comes_byte_by_byte_does_not_prolong_its_time(urls: TestServices):
    """The time is for the whole head, not for each of its parts."""
    async with served(urls, configure=quickly) as live, raw(live) as (reader, writer):

        async def drip() -> None:
            while True:
                writer.write(b"X")
                await asyncio.sleep(0.01)

        dripping = asyncio.create_task(drip())
        async with asyncio.timeout(PATIENCE_SECONDS):
            # A byte that is on its way when the server closes is answered by a reset.
            with suppress(ConnectionResetError):
                assert await reader.read() == b""
        dripping.cancel()


async def test_a_network_has_a_limit_of_idle_connections(urls: TestServices):
    """The next one is dropped at once; those of other networks, of this machine and of our proxies are not."""

    def two(config) -> None:
        config.idle_connections = IdleConnections((), 2)
        config.idle_connections.key_of = lambda host: host
        # So that no idle time ends here, which would close all of them.
        config.keep_alive_timeout = 3600

    async with served(urls, configure=two) as live, raw(live) as (first, _), raw(live), raw(live) as (third, _):
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await third.read() == b""
        assert not first.at_eof()


def test_connections_of_this_machine_and_of_our_proxies_are_not_counted():
    """A proxy carries thousands of clients; an IPv6 network counts by its /64."""
    idle = IdleConnections((ip_network("10.0.0.0/8"),), 1)

    assert [idle.key_of(host) for host in ("127.0.0.1", "::1", "10.1.2.3", "::ffff:10.1.2.3", None, "")] == [None] * 6
    assert idle.key_of("198.51.100.7") == "198.51.100.7"
    assert idle.key_of("2001:db8::1") == idle.key_of("2001:db8::2")
    idle.add("198.51.100.7")
    assert idle.is_full("198.51.100.7")
    assert not idle.is_full("198.51.100.8")
    idle.remove("198.51.100.7")
    assert not idle.is_full("198.51.100.7")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"400"),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"400"),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", b"400"),
        (b"Content-Length: 5, 6\r\n", b"400"),
        (b"Content-Length: +5\r\n", b"400"),
        (b"Content-Length: -5\r\n", b"400"),
        (b"Content-Length: 0x5\r\n", b"400"),
        (b"Content-Length : 5\r\n", b"400"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"501"),
        (b"Transfer-Encoding: gzip, chunked\r\n", b"501"),
        (b"Transfer-Encoding: xchunked\r\n", b"501"),
        (b"X-Bare: a\rContent-Length: 5\r\n", b"400"),
        (b"X-Null: \x00\r\n", b"400"),
        (b"Host: b\r\n", b"400"),
    ],
)
async def test_head_that_a_proxy_may_read_in_another_way_is_refused(urls: TestServices, head, status):
    """And the connection is closed, so that nothing after it is taken for a request."""
    smuggled = b"5\r\nhello\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    async with served(urls) as live:
        answer = await answer_to(live, b"POST /graphql HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n" + smuggled)

    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.1") == 1


async def test_the_same_length_twice_is_one_body(urls: TestServices):
    """RFC 9110 allows to read it once: what follows the body is the next request."""
    body = b'{"query":"{ __typename }"}'
    length = b"Content-Length: %d\r\n" % len(body)
    async with served(urls, configure=quickly) as live:
        answer = await answer_to(
            live,
            b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + length * 2
            + b"\r\n"
            + body
            + b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        )

    assert answer.count(b"HTTP/1.1 200") == 2


def get(headers: int) -> bytes:
    """A request with so many headers."""
    more = b"".join(b"X-%d: y\r\n" % number for number in range(headers - 1))
    return b"GET /health/live HTTP/1.1\r\nHost: a\r\n" + more + b"\r\n"


async def test_head_of_many_headers_is_refused(urls: TestServices):
    """Two thousand fit into a head of 16 KB, and take longer to read than most requests to answer."""
    async with served(urls, configure=quickly) as live:
        assert (await answer_to(live, get(100))).startswith(b"HTTP/1.1 200")
        assert (await answer_to(live, get(101))).startswith(b"HTTP/1.1 431")


CHUNKED = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def body_in_chunks(size: int) -> bytes:
    """An operation of about 40 KB in chunks of this size."""
    body = b'{"query": "{ cursor }", "operationName": null}' + b" " * 40_000
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return CHUNKED + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


async def test_body_in_tiny_chunks_is_refused(urls: TestServices):
    """Each chunk costs as much as 10 KB of data; larger ones are read."""
    async with served(urls, configure=quickly) as live:
        assert b'{"data":{"cursor":' in await answer_to(live, body_in_chunks(64))
        assert not (await answer_to(live, body_in_chunks(16))).startswith(b"HTTP/1.1 200")
        # A short body may come in any chunks.
        short = b"".join(b"1\r\n%c\r\n" % byte for byte in b'{"query": "{ cursor }"}') + b"0\r\n\r\n"
        assert b'{"data":{"cursor":' in await answer_to(live, CHUNKED + short)


async def test_requests_in_one_piece_of_data_are_answered_in_order(urls: TestServices, monkeypatch):
    """Each of them has a turn of its own."""
    turns = []

    async with served(urls, configure=quickly) as live:
        handshakes = live.application.subscriptions.handshakes
        real = handshakes.turn

        async def turn(network: str | None) -> None:
            turns.append(network)
            await real(network)

        monkeypatch.setattr(handshakes, "turn", turn)
        paths = [b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /photos/none HTTP/1.1\r\nHost: a\r\n\r\n"] * 5
        answer = await answer_to(live, b"".join(paths))

    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"] * 5
    # One for the connection, one for each request; what ends the connection may have one too.
    assert 11 <= len(turns) <= 13
    assert set(turns) == {"127.0.0.1"}


async def test_body_of_a_request_that_needs_none_does_not_hold_its_connection(urls: TestServices):
    """The server answers without reading it; each such connection stayed for ever, with 700 KB."""
    head = b"GET /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n"
    async with served(urls) as live:
        before = connections()
        for _ in range(20):
            async with raw(live) as (reader, writer):
                writer.write(head + b"x" * 4_900_000)
                with suppress(ConnectionResetError):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await reader.read(12)
        await until(lambda: connections() <= before, "the connections have ended")
