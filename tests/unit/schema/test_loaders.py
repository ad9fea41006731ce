"""Loaders that all live events of a process share."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from app.live.eager import result_of
from schema.loaders import Loader, Loaders, RequestLoader


class Table:
    """Notes the keys of every read."""

    def __init__(self) -> None:
        self.reads: list[list[int]] = []

    async def read(self, keys: list[int]) -> Sequence[int]:
        self.reads.append(keys)
        return keys


async def turns() -> None:
    """Let every task that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def ask(loader: Loader[int, int], key: int) -> int:
    return await loader.load(key)


async def test_concurrent_loads_are_one_read():
    table = Table()
    loader = Loader(table.read, Loaders(live=True))

    assert await asyncio.gather(*[ask(loader, key) for key in (1, 2, 1)]) == [1, 2, 1]
    assert table.reads == [[1, 2, 1]]


async def test_cancelled_batch_does_not_affect_later_loads():
    """The only waiting subscription may end before the read starts; the loader still serves all others."""
    for turns_before in range(4):
        loader = Loader(Table().read, Loaders(live=True))
        leaving = asyncio.create_task(ask(loader, 1))
        for _ in range(turns_before):
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)

        later = asyncio.create_task(ask(loader, 2))
        await turns()

        assert later.done(), f"left after {turns_before} turns of the loop"
        assert later.result() == 2


async def test_cancelled_load_does_not_affect_its_batch():
    loader = Loader(Table().read, Loaders(live=True))
    leaving, staying = (asyncio.create_task(ask(loader, key)) for key in (1, 2))
    await asyncio.sleep(0)
    leaving.cancel()
    await turns()

    assert staying.result() == 2
    assert await ask(loader, 3) == 3


async def test_values_read_ahead_are_used_until_they_are_forgotten():
    """At once by who can do without a future."""
    reads: list[list[int]] = []

    async def read(keys: list[UUID]) -> Sequence[int]:
        reads.append([key.int for key in keys])
        return [key.int for key in keys]

    loader = RequestLoader(read, Loaders(live=True))
    first, second, third, fourth = (UUID(int=number) for number in range(1, 5))
    loader.keep(await loader.read_ahead([first, second]))
    assert reads == [], "nothing was asked for lately"
    assert await result_of(loader.get(first)) == 1

    loader.keep(await loader.read_ahead([first, second]))
    assert [loader.get(first), await loader.load(UUID(int=2)), loader.get(first)] == [1, 2, 1]
    assert reads == [[1], [1, 2]]

    loader.forget([1])
    assert [await result_of(loader.get(first)), loader.get(second)] == [1, 2]
    assert reads == [[1], [1, 2], [1]]
    await loader.read_ahead([third])
    await loader.read_ahead([fourth])
    assert reads[3:] == [[3]], "nothing was asked for since"


async def test_a_live_loader_keeps_nothing_that_was_not_read_ahead():
    table = Table()
    loader = Loader(table.read, Loaders(live=True))
    assert [await ask(loader, 1), await ask(loader, 1)] == [1, 1]
    assert table.reads == [[1], [1]]


async def test_a_kind_that_was_read_ahead_is_not_used_before_all_are(monkeypatch):
    """An event that is passed on meanwhile may be later than what was read, and show the photo that it hides."""
    asked, one, reading = Loaders(live=True), UUID(int=1), asyncio.Event()
    shown = ["before"]

    async def read(ids):
        return list(shown)

    async def read_later(ids):
        await reading.wait()
        return await read(ids)

    monkeypatch.setattr(asked.photos, "_read", read)
    monkeypatch.setattr(asked.hidden_texts, "_read", read)
    await asyncio.gather(asked.hidden_texts.load(one), asked.photos.load(one))
    monkeypatch.setattr(asked.hidden_texts, "_read", read_later)
    ahead = asyncio.create_task(asked.read_ahead([one]))
    await turns()
    shown[0] = "after"

    assert await asked.photos.load(one) == "after"
    reading.set()
    keep = await ahead
    assert await asked.photos.load(one) == "after"
    keep()
    assert asked.photos.get(one) == "before"


async def test_nothing_is_kept_of_a_read_ahead_that_has_failed(monkeypatch):
    """Hidden texts that are read after the photos have failed would be kept until the process ends."""
    asked, reading, one = Loaders(live=True), asyncio.Event(), UUID(int=1)
    reads: list[list[UUID]] = []

    async def read(ids):
        reads.append(ids)
        return ids

    async def read_later(ids):
        await reading.wait()
        return await read(ids)

    async def fail(ids):
        raise OSError("the database is away")

    monkeypatch.setattr(asked.hidden_texts, "_read", read)
    monkeypatch.setattr(asked.photos, "_read", read)
    await asyncio.gather(asked.hidden_texts.load(one), asked.photos.load(one))
    monkeypatch.setattr(asked.hidden_texts, "_read", read_later)
    monkeypatch.setattr(asked.photos, "_read", fail)
    with pytest.raises((OSError, ExceptionGroup)):
        await asked.read_ahead([one])

    reading.set()
    await turns()
    monkeypatch.setattr(asked.hidden_texts, "_read", read)
    reads.clear()
    assert await asked.hidden_texts.load(one) == one
    assert reads == [[one]]
