"""Visitors of photos at a real server, who do not behave."""

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import replace

from app.storage.keys import WEBP, rendition_key
from app.web.files import transfer
from tests.integration.live.server import served
from tests.integration.web.files.test_photos import photo_row
from tests.waiting import until

PHOTO = os.urandom(12 * 1024 * 1024)
KEY = rendition_key(PHOTO)
ASK = f"GET /photos/{KEY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


async def _one_and_no_more(chunks):
    yield await anext(chunks)
    await asyncio.Event().wait()


@asynccontextmanager
async def _watched(urls, tmp_path, *, storage_stalls=False):
    """A server with one large photo, and how many are being read from its storage."""
    async with served(urls, storage_url=f"file://{tmp_path}/photos") as live:
        storage = live.application.command_context.storage
        await storage.put(KEY, PHOTO, WEBP)
        await photo_row(live.test_app, KEY)
        reading, most = set(), []
        get = storage.get

        @asynccontextmanager
        async def counted(key, span=None):
            async with get(key, span) as opened:
                stalled = replace(opened, chunks=_one_and_no_more(aiter(opened.chunks)))
                stored = stalled if storage_stalls else opened
                reading.add(stored)
                most.append(len(reading))
                try:
                    yield stored
                finally:
                    reading.discard(stored)

        storage.get = counted
        yield live, reading, most


async def _begin(live):
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    writer.write(ASK)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    return reader, writer


async def test_disconnected_photo_client_is_released(urls, tmp_path):
    """Twenty who leave in the middle hold nothing of ours afterwards, even where the storage has stalled as well."""
    async with _watched(urls, tmp_path, storage_stalls=True) as (live, reading, most):
        visitors = [await _begin(live) for _ in range(20)]
        assert max(most) == 20

        for _, writer in visitors:
            writer.transport.abort()

        await until(lambda: not reading)


async def test_stalled_photo_client_times_out(urls, tmp_path, monkeypatch):
    """After the time that one step may take."""
    monkeypatch.setattr(transfer, "MAX_STALL_SECONDS", 0.3)
    async with _watched(urls, tmp_path) as (live, reading, most):
        _, writer = await _begin(live)
        assert most == [1]

        await until(lambda: not reading)
        writer.transport.abort()


async def test_slow_photo_client_gets_the_whole_photo(urls, tmp_path):
    """Bytes wait until they are taken."""
    async with _watched(urls, tmp_path) as (live, _, _most):
        reader, writer = await _begin(live)
        headers = await reader.readuntil(b"\r\n\r\n")
        assert b"content-length: 12582912" in headers.lower()

        body = b""
        while len(body) < len(PHOTO):
            body += await reader.read(100_000)
        assert body == PHOTO
        writer.close()
        await writer.wait_closed()
