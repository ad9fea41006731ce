"""What happens to the unsent bytes of a closed connection."""

import asyncio
import socket

import pytest

from app.live.direct_writer import DirectWriter

MUCH = 4 << 20
"""More bytes than the kernel takes from one socket to the other."""


@pytest.fixture
async def pair():
    """A connection of the server, and the socket of its client."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    _, stream = await asyncio.open_connection(sock=ours)
    with theirs:
        yield stream, theirs
    stream.close()


@pytest.fixture
async def timers(monkeypatch):
    """The callbacks that wait for their time."""
    waiting = []
    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", lambda _, callback: waiting.append(callback))
    return waiting


def write_and_close(stream):
    """Close a connection of which the client has read nothing."""
    writer = DirectWriter(stream, lambda: None, max_bytes=2 * MUCH)
    writer.write(b"x" * MUCH)
    writer.release()
    stream.transport.close()


async def all_that_comes(client):
    """Read to the end; return how many bytes came."""
    received = 0
    while block := await asyncio.get_running_loop().sock_recv(client, 1 << 20):
        received += len(block)
    return received


async def test_a_reader_that_reads_late_gets_all_and_its_time_ends_without_an_error(pair, timers):
    stream, client = pair
    write_and_close(stream)
    received = await all_that_comes(client)
    (end,) = timers
    end()

    assert received == MUCH


async def test_what_nobody_reads_is_dropped_when_its_time_is_over(pair, timers):
    stream, client = pair
    write_and_close(stream)
    (end,) = timers
    end()
    await stream.wait_closed()
    received = await all_that_comes(client)

    assert 0 < received < MUCH
