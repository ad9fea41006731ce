"""Clients that send files slowly, or many at once, fill neither the disk nor the time of others."""

import asyncio
import os
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from app.domain.photos.photo import MAX_PHOTO_BYTES
from app.errors import RateLimited
from app.web.graphql.bodies import MAX_UPLOAD_BYTES
from app.web.graphql.uploads import (
    ACCOUNT_UPLOADS,
    ANONYMOUS_BYTES,
    ANONYMOUS_NETWORK_UPLOADS,
    ANONYMOUS_UPLOADS,
    MAX_UPLOADS,
    NETWORK_UPLOADS,
    UploadSlots,
)
from tests.conftest import TestServices
from tests.integration.live.server import served
from tests.waiting import PATIENCE_SECONDS, until

ROOM = 512 * 1024 * 1024
PART = b'--x\r\nContent-Disposition: form-data; name="0"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'


def spooled() -> int:
    """The bytes of deleted files that this process holds open: uploads on the disk."""
    total = 0
    for one in Path("/proc/self/fd").iterdir():
        try:
            size = one.stat().st_size
            # Smaller ones are files of pytest: an upload is in memory until it has a megabyte.
            total += size if "(deleted)" in os.readlink(one) and size >= 1_000_000 else 0
        except OSError:
            continue
    return total


@asynccontextmanager
async def upload(live, token: str | None, *, length: int | None = MAX_UPLOAD_BYTES):
    """The connection of a client that has sent the head of a request with files."""
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    lines = [
        "POST /graphql HTTP/1.1",
        "Host: a",
        "X-Requested-With: x",
        "Content-Type: multipart/form-data; boundary=x",
    ]
    lines += [f"Content-Length: {length}"] if length is not None else ["Transfer-Encoding: chunked"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    writer.write("\r\n".join([*lines, "", ""]).encode())
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def status_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return the status and the rest of the answer."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        status = int((await reader.readuntil(b"\r\n")).split()[1])
        return status, await reader.read()


async def counted(live, uploads: int) -> bool:
    """Whether the server counts so many uploads."""
    async with httpx2.AsyncClient() as client:
        metrics = (await client.get(f"http://127.0.0.1:{live.port}/metrics")).text
    return f"\nqala_uploads {uploads}.0\n" in metrics


async def test_anonymous_files_are_refused_before_they_are_read(urls: TestServices):
    """Eight such clients held 592 MB of temporary files; now not a byte is read, nor where the length is hidden."""
    async with served(urls) as live, AsyncExitStack() as clients:
        before = spooled()
        for length in [MAX_UPLOAD_BYTES, ANONYMOUS_BYTES + 1, None] * 3:
            reader, writer = await clients.enter_async_context(upload(live, None, length=length))
            sent = PART + b"x" * 1_000_000
            writer.write(sent if length is not None else b"%x\r\n%s\r\n" % (len(sent), sent))
            status, answer = await status_of(reader)

            assert status == 401
            assert b'"UNAUTHENTICATED"' in answer
            assert b"connection: close" in answer.lower()
        assert spooled() == before


async def test_an_account_sends_a_few_requests_at_once(urls: TestServices):
    """The next one is told when to come again; when one has ended there is room."""
    async with served(urls) as live, AsyncExitStack() as clients:
        token = await live.token(await live.test_app.person())
        sent = [upload(live, token, length=10_000) for _ in range(ACCOUNT_UPLOADS)]
        held = [await clients.enter_async_context(one) for one in sent]
        await until(lambda: counted(live, len(held)))
        async with upload(live, token, length=10_000) as (reader, _):
            status, answer = await status_of(reader)
            assert status == 429
            assert b"retry-after: 5" in answer.lower()
            assert b'"RATE_LIMITED"' in answer
            assert b'"retryAfterSeconds":5' in answer

        held[0][1].transport.abort()
        await until(lambda: counted(live, len(held) - 1))
        async with upload(live, token, length=4) as (reader, writer):
            writer.write(b"none")
            assert (await status_of(reader))[0] == 400


def hold(
    room: UploadSlots, exits: ExitStack, count: int, size: int, *, account: str | None = "", client: str = ""
) -> int:
    """Hold as many uploads as are admitted, at most ``count``; an empty account or client is another one each time."""
    for n in range(count):
        try:
            exits.enter_context(
                room.held(f"account {n}" if account == "" else account, client or f"10.0.{n // 250}.{n % 250}", size)
            )
        except RateLimited:
            return n
    return count


@pytest.mark.parametrize(
    ("who", "size", "admitted"),
    [
        ({"account": "one"}, 1, ACCOUNT_UPLOADS),
        ({"client": "198.51.100.7"}, 1, NETWORK_UPLOADS),
        ({}, 1, MAX_UPLOADS),
        ({"account": "one"}, MAX_UPLOAD_BYTES, 1),
        ({"client": "198.51.100.7"}, MAX_UPLOAD_BYTES, 3),
        ({}, MAX_UPLOAD_BYTES, 6),
        ({"account": None, "client": "198.51.100.7"}, ANONYMOUS_BYTES, ANONYMOUS_NETWORK_UPLOADS),
        ({"account": None}, ANONYMOUS_BYTES, ANONYMOUS_UPLOADS),
        ({"client": "198.51.100.7"}, 3 * 1024 * 1024, NETWORK_UPLOADS),
    ],
    ids=[
        "account",
        "network",
        "process",
        "bytes of an account",
        "of a network",
        "of a process",
        "registrations of a network",
        "registrations",
        "carrier",
    ],
)
def test_room_is_shared(who, size, admitted):
    """By account, network and process; fifty people of one carrier send a photo each at once."""
    room = UploadSlots(ROOM)
    with ExitStack() as exits:
        assert hold(room, exits, 200, size, **who) == admitted
        assert room.uploads == admitted
        assert room.bytes == admitted * size <= ROOM
        assert room.refused == 1
    assert (room.uploads, room.bytes) == (0, 0)


def test_one_greedy_network_leaves_room_for_others():
    """And with the end of the requests all of it is free again."""
    room = UploadSlots(ROOM)
    with ExitStack() as exits:
        assert hold(room, exits, 200, MAX_UPLOAD_BYTES, client="198.51.100.7") == 3
        assert hold(room, exits, 15, MAX_PHOTO_BYTES) == 15
    assert (room.uploads, room.bytes) == (0, 0)


def test_small_room_takes_one_request_of_any_size():
    """A setting that is too small slows uploads down, and forbids none."""
    room = UploadSlots(1024)
    with room.held("one", None, MAX_UPLOAD_BYTES), pytest.raises(RateLimited):
        room.held("two", None, 1).__enter__()


async def test_files_of_unknown_length_count_as_large_as_they_may_be(urls: TestServices):
    """A client that hides the length gets no more room by it."""
    async with served(urls, upload_megabytes=100) as live:
        token = await live.token(await live.test_app.person())
        other = await live.token(await live.test_app.person())
        async with upload(live, token, length=None) as (_, writer):
            writer.write(b"5\r\n--x\r\n\r\n")
            await until(lambda: counted(live, 1))
            async with upload(live, other, length=MAX_UPLOAD_BYTES) as (reader, _):
                assert (await status_of(reader))[0] == 429
