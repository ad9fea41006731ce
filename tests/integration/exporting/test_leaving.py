"""Clients of exports that leave, stall or are slow, at a real server."""

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models import ExportRecord
from app.models.database import copy_records, rows, transaction
from app.models.requests.service_request_rows import ROW_COLUMNS, row_values
from app.queries.requests.service_requests import service_request
from app.web.files import exports as route
from app.web.files import transfer
from tests.integration.live.server import served
from tests.waiting import until

ROWS = 8_000
RUNNING = (
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL"
    " AND query LIKE '%service_request%' AND pid <> pg_backend_pid()"
)


@asynccontextmanager
async def _city(urls):
    """A server with so many requests that no buffer holds their file, and an officer's request for it."""
    async with served(urls, small_send_buffer=True) as live:
        test_app = live.test_app
        citizen, akimat = await test_app.person(name="Айгүл Нұрлан"), await test_app.person(Role.AKIMAT)
        first = await submit(test_app.context, citizen, test_app.submission(description="Шұңқыр " * 40))
        await test_app.settled()
        await _multiply(first.id)
        ask = (
            "GET /export/requests.csv?personal=true&filter=%7B%22cityId%22:%22almaty%22%7D HTTP/1.1\r\n"
            f"Host: x\r\nAuthorization: Bearer {await live.token(akimat)}\r\n\r\n"
        ).encode()
        yield live, ask


async def _multiply(request_id):
    """Store many copies of a request; the log is not concerned."""
    request = await service_request(request_id)
    second = timedelta(seconds=1)
    copies = [
        replace(request, id=UUID(int=n), number=f"ALM-9{n:06d}", created_at=request.created_at - n * second)
        for n in range(1, ROWS)
    ]
    async with transaction():
        await copy_records("service_request", ROW_COLUMNS, [tuple(row_values(one)) for one in copies])


async def _begin(live, ask):
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port, limit=16 * 1024)
    writer.write(ask)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    return reader, writer


async def _begin_before_its_end(live, ask, monkeypatch):
    """Begin an export that ends soon; where the machine is too busy to begin it in time, one with more time."""
    for seconds in (0.5, 4, 32):
        monkeypatch.setattr(route, "MAX_SECONDS", seconds)
        reader, writer = await asyncio.open_connection("127.0.0.1", live.port, limit=16 * 1024)
        writer.write(ask)
        if (await reader.readline()).startswith(b"HTTP/1.1 200"):
            return writer
        writer.transport.abort()
    raise AssertionError("no export has begun")


async def _is_running():
    return (await rows(RUNNING))[0]["n"] == 1


async def _ended():
    async def over():
        (record,) = await ExportRecord.all()
        return record.ended_at is not None

    await until(over, "the record says that it has ended")
    (record,) = await ExportRecord.all()
    return record


async def test_a_client_that_leaves_ends_the_export(urls):
    """Its snapshot is gone, its slot is free, and the record says how much had left."""
    async with _city(urls) as (live, ask):
        reader, writer = await _begin(live, ask)
        await reader.readexactly(100_000)
        await until(_is_running, "the export reads its snapshot")

        writer.transport.abort()
        record = await _ended()

        assert not record.complete
        assert 0 < record.rows < ROWS
        assert (await rows(RUNNING))[0]["n"] == 0
        await until(lambda: live.application.reads.queues["staff_export"].running == 0, "the slot is free")


async def test_a_client_that_stalls_is_disconnected(urls, monkeypatch):
    """After the time that one step may take; the connection breaks, so that the file is seen to be incomplete."""
    monkeypatch.setattr(transfer, "MAX_STALL_SECONDS", 0.3)
    async with _city(urls) as (live, ask):
        reader, writer = await _begin(live, ask)
        record = await _ended()

        assert not record.complete
        body = await reader.read(-1)
        assert not body.endswith(b"0\r\n\r\n")
        writer.transport.abort()


async def test_an_export_has_an_end(urls, monkeypatch):
    """A client that reads a little all the time holds the snapshot no longer than that."""
    async with _city(urls) as (live, ask):
        writer = await _begin_before_its_end(live, ask, monkeypatch)
        record = await _ended()

        assert not record.complete
        writer.transport.abort()


async def _waits_or_has_room(reads):
    first = await ExportRecord.all().order_by("id").first()
    return reads.waits_for_export(is_staff=True) or first.ended_at is not None


async def test_a_slow_client_makes_room_for_one_that_waits(urls, monkeypatch):
    """It reads a little all the time, and would keep the slot from all others as long as it likes."""
    monkeypatch.setattr(route, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(route, "LEAST_BYTES_PER_SECOND", 2**40)
    async with _city(urls) as (live, ask):
        reader, writer = await _begin(live, ask)
        other = await live.token(await live.test_app.person(Role.AKIMAT))
        _, waiting = await asyncio.open_connection("127.0.0.1", live.port)
        await reader.readexactly(100_000)
        assert not (await ExportRecord.get()).ended_at

        waiting.write(re.sub(rb"Bearer [^\r]+", b"Bearer " + other.encode(), ask))
        # What stands in buffers may let the first one go on and make room before the other is seen to wait.
        await until(lambda: _waits_or_has_room(live.application.reads))
        rest = await reader.read(-1)

        assert not rest.endswith(b"0\r\n\r\n")
        first, *_ = await ExportRecord.all().order_by("id")
        assert first.rows < ROWS
        for one in (writer, waiting):
            one.transport.abort()


async def test_a_slow_client_gets_the_whole_file_and_memory_holds_a_little(urls):
    """The server reads on only as the client takes what was read."""
    async with _city(urls) as (live, ask):
        reader, writer = await _begin(live, ask)
        await until(lambda: live.application.reads.queues["staff_export"].running == 1)
        body = b""
        while not body.endswith(b"0\r\n\r\n"):
            body += await reader.read(256 * 1024)
        record = await _ended()

        assert (record.complete, record.rows) == (True, ROWS)
        assert body.count("Шұңқыр Шұңқыр".encode()) >= ROWS
        writer.close()
        await writer.wait_closed()
