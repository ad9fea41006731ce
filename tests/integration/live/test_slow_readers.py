"""A slow reader delays no other client and loses no event."""

import asyncio
import socket

import pytest

from app.commands.requests.submission import submit
from app.live.socket_limits import SocketLimits
from tests.integration.live.server import CITY_FEED, served
from tests.waiting import until

ALIASES = " ".join(f"d{n}: description" for n in range(12))
BIG = f"""
subscription ($after: Cursor) {{
  cityFeed(cityId: "almaty", after: $after) {{ cursor serviceRequest {{ {ALIASES} }} }}
}}
"""
EVENTS = 40
"""Times 12 descriptions of 4,000 characters: twice the mailbox, and far more than the buffers of the two kernels."""


def narrow_pipe(port):
    """Return a connection whose kernel keeps little for a client that does not read."""
    pipe = socket.socket()
    pipe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    pipe.connect(("127.0.0.1", port))
    return pipe


async def flood(live, author):
    for n in range(EVENTS):
        await submit(live.test_app.context, author, live.test_app.submission(description=f"{n:04}" * 1000))
    await live.test_app.settled()


@pytest.fixture(params=[True, False], ids=["direct", "asgi"])
async def live(urls, request):
    """A server that does not wait long for an answer to its close, on both roads to the network."""
    async with served(
        urls, small_send_buffer=True, limits=SocketLimits(close_timeout_seconds=0.2), direct_writer=request.param
    ) as live:
        yield live


async def test_slow_reader_is_closed_with_1013_and_resumes_without_loss(live):
    """While it sleeps the others go on; when it wakes it finds whole frames, then 1013, and its cursor works."""
    author = await live.test_app.person()
    slow = await live.connect(sock=narrow_pipe(live.port), max_queue=1)
    quick = await live.connect()
    await slow.subscribe("1", BIG)
    await quick.subscribe("1", CITY_FEED)
    await slow.synchronise()
    await until(lambda: len(live.application.subscriptions) == 2)

    await flood(live, author)
    for _ in range(EVENTS):
        await quick.event()
    await until(lambda: len(live.application.subscriptions) == 1)
    code, before = await slow.ended()
    seen = [message["payload"]["data"]["cityFeed"]["cursor"] for message in before]
    again = await live.connect()
    await again.subscribe("1", BIG, after=seen[-1] if seen else f"{live.application.epoch}:0")
    while len(seen) < EVENTS:
        seen.append((await again.event())["cursor"])

    assert code == 1013
    assert seen == [f"{live.application.epoch}:{n + 1}" for n in range(EVENTS)]


async def test_reader_that_never_reads_is_released(live):
    """It need not read the close frame: after a timeout its socket, subscriptions and tasks are gone."""
    author = await live.test_app.person()
    slow = await live.connect(sock=narrow_pipe(live.port), max_queue=1)
    await slow.subscribe("1", BIG)
    await slow.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)

    await flood(live, author)

    await until(lambda: len(live.application.sockets) == 0 and len(live.application.subscriptions) == 0)
    slow.socket.transport.abort()


async def test_slow_reader_of_a_long_replay_is_waited_for(live):
    """A replay goes no faster than its reader: it never overflows the mailbox by itself."""
    author = await live.test_app.person()
    await flood(live, author)
    slow = await live.connect(sock=narrow_pipe(live.port), max_queue=1)

    await slow.subscribe("1", BIG, after=f"{live.application.epoch}:0")
    seen = [(await slow.event())["cursor"] for _ in range(EVENTS)]

    assert seen == [f"{live.application.epoch}:{n + 1}" for n in range(EVENTS)]


async def stuck_socket(live, slow):
    """Send to a reader that sleeps until frames wait for it; return the server's side of it."""
    author = await live.test_app.person()
    await slow.subscribe("1", BIG)
    await slow.synchronise()
    (stuck,) = live.application.sockets
    while not stuck.unsent_bytes:
        await submit(live.test_app.context, author, live.test_app.submission(description="long" * 1000))
        await live.test_app.settled()
    return stuck


async def test_end_of_a_session_does_not_wait_for_slow_readers(urls):
    """A peer that does not read its 4403 does not delay those of others."""
    async with served(
        urls, small_send_buffer=True, limits=SocketLimits(close_timeout_seconds=3600), direct_writer=False
    ) as live:
        slow = await live.connect(await live.test_app.person(), sock=narrow_pipe(live.port), max_queue=1)
        stuck = await stuck_socket(live, slow)
        quick = await live.connect(await live.test_app.person())
        (_, other) = live.application.sockets

        for one in (stuck, other):
            await live.test_app.context.signals.sessions_over([one.session_id])
        code, _ = await quick.ended()

        assert code == 4403
        await until(lambda: list(live.application.sockets) == [stuck], "only the slow one is left")
        slow.socket.transport.abort()
        await until(lambda: len(live.application.sockets) == 0)


async def test_slow_reader_gets_the_close_reason_once_it_reads(live):
    """The close frame overtakes what waits to be written: a client gets 4403, not a broken connection."""
    slow = await live.connect(await live.test_app.person(), sock=narrow_pipe(live.port), max_queue=1)
    stuck = await stuck_socket(live, slow)

    await live.test_app.context.signals.sessions_over([stuck.session_id])
    await until(lambda: len(live.application.sockets) == 0)

    assert (await slow.ended())[0] == 4403


async def test_drain_does_not_wait_for_slow_readers(urls):
    """Every client gets 1012 within the drain time, also after a slow reader."""
    async with served(urls, small_send_buffer=True, limits=SocketLimits(close_timeout_seconds=3600)) as live:
        slow = await live.connect(sock=narrow_pipe(live.port), max_queue=1)
        await stuck_socket(live, slow)
        quick = await live.connect()

        draining = asyncio.create_task(live.application.sockets.drain(over_seconds=0.1))
        code, _ = await quick.ended()

        assert code == 1012
        assert not draining.done()
        slow.socket.transport.abort()
        await draining
