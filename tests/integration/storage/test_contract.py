"""What every storage does: a folder and a real S3 server alike."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.storage.errors import NotStored, SpanOutside
from app.storage.keys import WEBP, avatar_key, original_key, rendition_key
from app.storage.protocol import CHUNK_BYTES, Span
from tests.integration.storage.conftest import listed
from tests.waiting import PATIENCE_SECONDS

PHOTO = bytes(range(256)) * 10
LARGE = os.urandom(3 * 1024 * 1024 + 17)
NOTHING_THERE = original_key(b"never stored")


def _open_files():
    """How many files and connections this process has open; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


async def _bytes_of(storage, key, span=None):
    async with storage.get(key, span) as stored:
        data = b"".join([chunk async for chunk in stored.chunks])
    assert stored.length == len(data)
    return stored, data


@pytest.mark.parametrize("data", [PHOTO, LARGE], ids=["small", "large"])
async def test_what_was_put_is_there(storage, data):
    """Byte for byte, streamed or read at once."""
    key = rendition_key(data)

    await storage.put(key, data, WEBP)

    stored, got = await _bytes_of(storage, key)
    assert got == data
    assert (stored.size, stored.first) == (len(data), 0)
    assert await storage.read(key) == data


async def test_large_photos_come_in_pieces(storage):
    """No piece is longer than CHUNK_BYTES: a slow visitor holds up no more than that."""
    key = rendition_key(LARGE)
    await storage.put(key, LARGE, WEBP)

    async with storage.get(key) as stored:
        pieces = [len(chunk) async for chunk in stored.chunks]

    assert len(pieces) > 1
    assert max(pieces) <= CHUNK_BYTES


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 0), slice(0, 1)),
        (Span(10, 19), slice(10, 20)),
        (Span(2500), slice(2500, None)),
        (Span(2500, 99_999), slice(2500, None)),
        (Span(-7), slice(-7, None)),
        (Span(-99_999), slice(0, None)),
    ],
)
async def test_a_span_is_those_bytes(storage, span, expected):
    """First and last included; a negative first counts from the end; beyond the end is the end."""
    key = rendition_key(PHOTO)
    await storage.put(key, PHOTO, WEBP)

    stored, got = await _bytes_of(storage, key, span)

    assert got == PHOTO[expected]
    assert stored.size == len(PHOTO)
    assert stored.first == expected.indices(len(PHOTO))[0]


async def test_a_span_without_a_byte_is_refused(storage):
    """With the size of the whole, which the answer over HTTP has to name."""
    key = rendition_key(PHOTO)
    await storage.put(key, PHOTO, WEBP)

    with pytest.raises(SpanOutside) as refused:
        await _bytes_of(storage, key, Span(len(PHOTO)))

    assert refused.value.size == len(PHOTO)


async def test_nothing_is_under_an_unknown_key(storage):
    """Reading says so; looking and deleting do not mind."""
    for span in (None, Span(0, 1)):
        with pytest.raises(NotStored):
            await _bytes_of(storage, NOTHING_THERE, span)
    with pytest.raises(NotStored):
        await storage.read(NOTHING_THERE)

    assert await storage.stat(NOTHING_THERE) is None
    assert not await storage.exists(NOTHING_THERE)
    assert not await storage.delete(NOTHING_THERE)


async def test_putting_twice_does_no_harm(storage):
    """One photo, whole, also when both come at once."""
    key = original_key(PHOTO)

    await asyncio.gather(*(storage.put(key, PHOTO, "image/jpeg") for _ in range(5)))

    assert await storage.read(key) == PHOTO
    assert [entry.key for entry in await listed(storage, "o/")] == [key]


async def test_putting_again_makes_young(storage):
    """So the cleanup keeps an object that was just put again."""
    key = original_key(PHOTO)
    await storage.put(key, PHOTO, "image/jpeg")
    first = await storage.stat(key)
    assert first is not None

    async with asyncio.timeout(PATIENCE_SECONDS):
        while (again := await storage.stat(key)) is None or again.modified <= first.modified:
            await storage.put(key, PHOTO, "image/jpeg")

    assert not await storage.delete(key, unless_put_after=first.modified)
    assert await storage.exists(key)


async def test_what_was_deleted_is_gone(storage):
    """And deleting tells whether there was something."""
    key = rendition_key(PHOTO)
    await storage.put(key, PHOTO, WEBP)

    assert await storage.delete(key, unless_put_after=datetime.now(UTC) + timedelta(hours=1))

    assert not await storage.exists(key)
    with pytest.raises(NotStored):
        await storage.read(key)
    assert not await storage.delete(key)


async def test_bytes_must_be_those_of_the_key(storage):
    """A mix-up of them raises an error, and nothing is stored."""
    key = rendition_key(PHOTO)

    with pytest.raises(ValueError, match="another hash"):
        await storage.put(key, b"other bytes", WEBP)

    assert not await storage.exists(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o/",
        "o/../../etc/passwd",
        f"o/{'A' * 64}",
        f"r/{'a' * 64}",
        f"x/{'a' * 64}",
        f"o/{'a' * 64}\n",
        "/etc/passwd",
    ],
)
async def test_only_keys_are_keys(storage, text):
    """No other text ever becomes a path or a name."""
    for work in (storage.read, storage.stat, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="expected a key"):
            await work(text)
    with pytest.raises(ValueError, match="expected a key"):
        await storage.put(text, PHOTO, WEBP)
    with pytest.raises(ValueError, match="expected a key"):
        await _bytes_of(storage, text)
    with pytest.raises(ValueError, match="expected a key"):
        storage.signed_url(text)


async def test_the_list_names_what_is_there(storage):
    """With size and age; by kind, if asked."""
    since = datetime.now(UTC) - timedelta(seconds=5)
    keys = [original_key(PHOTO), rendition_key(PHOTO), avatar_key(PHOTO)]
    for key in keys:
        await storage.put(key, PHOTO, WEBP)

    entries = await listed(storage)

    assert sorted(entry.key for entry in entries) == sorted(keys)
    assert {entry.size for entry in entries} == {len(PHOTO)}
    assert all(since <= entry.modified <= datetime.now(UTC) + timedelta(seconds=5) for entry in entries)
    for key in keys:
        assert [entry.key for entry in await listed(storage, key[:2])] == [key]


async def test_leaving_early_leaves_nothing_open(storage):
    """A hundred visitors who hang up in the middle, and the storage still answers."""
    key = rendition_key(LARGE)
    await storage.put(key, LARGE, WEBP)
    before = _open_files()

    for _ in range(100):
        async with storage.get(key) as stored:
            await anext(aiter(stored.chunks))

    assert (await storage.stat(key)).size == len(LARGE)
    assert _open_files() <= before + 5


async def test_an_empty_storage_is_in_order(storage):
    """The check passes, and nothing is listed."""
    await storage.check()

    assert await listed(storage) == []
