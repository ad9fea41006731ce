"""The figures of zones, kept for half a minute: in a large city they are summed from a hundred thousand rows.

Later, for up to ten minutes, the kept figures are returned at once while new ones are read: figures of weeks hardly
change in minutes, and no reader waits for them but the first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import datetime, timedelta

from app.domain.zones import ZonePeriod
from app.models.statement_limits import Work, statements_of
from app.queries.problem_zones import ZoneCounts, zone_figures

FRESH_FOR = timedelta(seconds=30)
USABLE_FOR = timedelta(minutes=10)
MOST_KEPT = 300

Asked = tuple[str, str | None, ZonePeriod]
Read = Callable[[str, str | None, ZonePeriod, datetime], Awaitable[ZoneCounts]]


class ZoneCache:
    """The figures of the cities, categories and periods that were asked for lately."""

    def __init__(self, read: Read = zone_figures) -> None:
        self._read = read
        self._kept: OrderedDict[Asked, tuple[datetime, ZoneCounts]] = OrderedDict()
        self._reading: dict[Asked, asyncio.Task[ZoneCounts]] = {}

    async def figures(self, city_id: str, category_id: str | None, period: ZonePeriod, now: datetime) -> ZoneCounts:
        """Return the figures of each zone of a city; at most ten minutes old."""
        asked = (city_id, category_id, period)
        kept = self._kept.get(asked)
        age = now - kept[0] if kept else None
        if kept is None or age is None or not timedelta() <= age < USABLE_FOR:
            return await asyncio.shield(self._begin(asked, now))
        if age >= FRESH_FOR:
            self._begin(asked, now)
        return kept[1]

    def _begin(self, asked: Asked, now: datetime) -> "asyncio.Task[ZoneCounts]":
        """Return the read of these figures that runs; begin one if there is none."""
        running = self._reading.get(asked)
        if running is None:
            # Not in the context of the reader, whose transaction or limits may end before.
            running = asyncio.create_task(self._renew(asked, now), name="figures of zones", context=Context())
            self._reading[asked] = running
            # If every reader has left, no one else retrieves the exception.
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
        return running

    async def _renew(self, asked: Asked, now: datetime) -> ZoneCounts:
        try:
            with statements_of(Work.HEAVY_READ):
                found = await self._read(*asked, now)
        finally:
            del self._reading[asked]
        self._kept[asked] = (now, found)
        self._kept.move_to_end(asked)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found
