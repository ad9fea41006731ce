"""Figures that are kept: readers wait for the first ones only, and reads are shared."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.zones import Window, ZonePeriod
from app.queries.problem_zones import ZoneCounts
from app.queries.zone_cache import FRESH_FOR, MOST_KEPT, USABLE_FOR, ZoneCache

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
PERIOD = ZonePeriod.FOUR_WEEKS


class Reads:
    """Reads that end when the test says so."""

    def __init__(self):
        self.began = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.fault = None

    async def __call__(self, city_id, category_id, period, now):
        self.began.append((city_id, category_id, period, now))
        await self.may_end.wait()
        if self.fault is not None:
            raise self.fault
        return ZoneCounts(Window.of(period, now), [])


@pytest.fixture
def reads():
    return Reads()


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_fresh_figures_are_read_once(reads):
    cache = ZoneCache(reads)
    first = await cache.figures("almaty", None, PERIOD, NOW)

    assert await cache.figures("almaty", None, PERIOD, NOW + FRESH_FOR / 2) is first
    assert len(reads.began) == 1
    for asked in (
        ("astana", None, PERIOD),
        ("almaty", "pothole", PERIOD),
        ("almaty", None, ZonePeriod.FIFTY_TWO_WEEKS),
    ):
        await cache.figures(*asked, NOW)
    assert len(reads.began) == 4


async def test_older_figures_are_returned_while_new_ones_are_read(reads):
    """Once, however many ask; the next reader gets the new ones."""
    cache = ZoneCache(reads)
    first = await cache.figures("almaty", None, PERIOD, NOW)
    reads.may_end.clear()

    for _ in range(3):
        assert await cache.figures("almaty", None, PERIOD, NOW + FRESH_FOR) is first
    await settle()
    assert len(reads.began) == 2
    reads.may_end.set()
    await settle()

    assert await cache.figures("almaty", None, PERIOD, NOW + FRESH_FOR) is not first
    assert len(reads.began) == 2


async def test_figures_that_are_too_old_are_waited_for(reads):
    cache = ZoneCache(reads)
    first = await cache.figures("almaty", None, PERIOD, NOW)

    assert await cache.figures("almaty", None, PERIOD, NOW + USABLE_FOR) is not first
    # Also after the clock was set back.
    assert await cache.figures("almaty", None, PERIOD, NOW - timedelta(hours=1)) is not first


async def test_a_reader_who_leaves_does_not_end_the_read_of_others(reads):
    cache = ZoneCache(reads)
    reads.may_end.clear()
    leaving = asyncio.create_task(cache.figures("almaty", None, PERIOD, NOW))
    staying = asyncio.create_task(cache.figures("almaty", None, PERIOD, NOW))
    await settle()

    leaving.cancel()
    await settle()
    reads.may_end.set()

    assert (await staying).zones == []
    assert len(reads.began) == 1


async def test_a_read_that_failed_is_tried_again(reads):
    """And its failure reaches those who wait; figures of before stay usable."""
    cache = ZoneCache(reads)
    reads.fault = OSError("away")
    with pytest.raises(OSError, match="away"):
        await cache.figures("almaty", None, PERIOD, NOW)
    reads.fault = None
    first = await cache.figures("almaty", None, PERIOD, NOW)
    reads.fault = OSError("away")

    assert await cache.figures("almaty", None, PERIOD, NOW + FRESH_FOR) is first
    await settle()
    assert await cache.figures("almaty", None, PERIOD, NOW + 2 * FRESH_FOR) is first


async def test_only_so_many_are_kept(reads):
    cache = ZoneCache(reads)
    for n in range(MOST_KEPT + 1):
        await cache.figures("almaty", f"category{n}", PERIOD, NOW)
    await cache.figures("almaty", f"category{MOST_KEPT}", PERIOD, NOW)
    await cache.figures("almaty", "category1", PERIOD, NOW)
    assert len(reads.began) == MOST_KEPT + 1
    await cache.figures("almaty", "category0", PERIOD, NOW)
    assert len(reads.began) == MOST_KEPT + 2
