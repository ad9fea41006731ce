"""A request is either answered or not begun, however close it comes to the end of its connection; and that comes."""

import asyncio

import pytest
from hypercorn.events import Closed, RawData, Updated

from app.careful import CarefulServer


class Protocol:
    """Keeps what it is handed."""

    def __init__(self) -> None:
        self.handled = []

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
    server = CarefulServer(None, None, None, None, None, asyncio.StreamReader(), Writer())
    server.protocol = Protocol()
    return server


async def test_a_request_that_comes_after_the_end_was_decided_is_not_begun(connection):
    """Its bytes are there already, but nobody could be answered any more."""
    connection.reader.feed_data(b"POST /graphql HTTP/1.1\r\n\r\n")
    connection.reader.feed_eof()

    await connection._initiate_server_close()
    await connection._read_data()

    assert connection.writer.closed
    assert [type(event) for event in connection.protocol.handled] == [Closed, Closed]


async def test_a_connection_with_a_request_under_way_is_not_ended(connection):
    """Idleness has just run out, but the head of a request has been read: it is answered first."""
    await connection.protocol_send(Updated(idle=False))

    await connection._initiate_server_close()
    connection.reader.feed_data(b"the rest of it")
    connection.reader.feed_eof()
    await connection._read_data()

    assert not connection.writer.closed
    assert connection.protocol.handled[0] == RawData(b"the rest of it")


class IdleTask:
    """Stands for the wait for another request."""

    async def stop(self) -> None:
        """There is none."""


@pytest.mark.parametrize("size", [0, 64 << 20], ids=["all was taken", "nothing is read"])
async def test_a_connection_ends_whether_or_not_its_peer_reads(size):
    """What the peer does not take in time is dropped: 64 MB are more than two kernels keep."""
    ended = asyncio.get_running_loop().create_future()

    async def answer(reader, writer):
        server = CarefulServer(None, None, None, None, None, reader, writer)
        server.idle_task = IdleTask()
        server.farewell_seconds = 0
        writer.write(bytes(size))
        await server._close()
        ended.set_result(writer.transport.get_write_buffer_size())

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*listener.sockets[0].getsockname(), limit=1)
    async with listener, asyncio.timeout(5):
        assert await ended == 0
        writer.close()
