"""The catalogue is read now and then, and once however many wait for it."""

import asyncio

import pytest
from tortoise.queryset import QuerySet

from app.queries.cities.catalog import FRESH_FOR, Catalog


@pytest.fixture
def reads(monkeypatch):
    """Every read of a table, by the name of its model."""
    seen, real = [], QuerySet._execute  # rule: QC012 Tortoise offers no hook for reads

    async def noted(query):
        seen.append(query.model.__name__)
        return await real(query)

    monkeypatch.setattr(QuerySet, "_execute", noted)
    return seen


async def test_many_who_come_at_once_share_a_read(test_app, reads):
    catalog = Catalog(test_app.clock)

    found = await asyncio.gather(*[catalog.cities() for _ in range(50)], *[catalog.categories() for _ in range(50)])

    assert sorted(reads) == ["Category", "City"]
    assert {len(one) for one in found[:50]} == {len(found[0])}
    assert "almaty" in found[0]
    assert "pothole" in found[-1]


async def test_it_is_read_again_after_half_a_minute(test_app, reads):
    catalog = Catalog(test_app.clock)
    await catalog.cities()
    test_app.clock.at += FRESH_FOR - FRESH_FOR / 100
    await catalog.cities()
    assert len(reads) == 2
    test_app.clock.at += FRESH_FOR / 50
    await catalog.cities()
    assert len(reads) == 4


async def test_a_read_that_fails_is_tried_again_by_who_comes_next(test_app, monkeypatch):
    # rule: QC012 Tortoise offers no hook for reads
    catalog, real, refused = Catalog(test_app.clock), QuerySet._execute, []

    async def away(query):
        if not refused:
            refused.append(query)
            raise ConnectionRefusedError("the database is away")
        return await real(query)

    monkeypatch.setattr(QuerySet, "_execute", away)
    notified = await asyncio.gather(catalog.cities(), catalog.cities(), return_exceptions=True)
    assert [type(one) for one in notified] == [ConnectionRefusedError] * 2

    assert "almaty" in await catalog.cities()


async def test_a_cancelled_reader_takes_nothing_from_the_others(test_app, reads):
    catalog = Catalog(test_app.clock)
    first, second = asyncio.create_task(catalog.cities()), asyncio.create_task(catalog.cities())
    await asyncio.sleep(0)
    first.cancel()

    assert "almaty" in await second
    assert sorted(reads) == ["Category", "City"]
