"""Cities and categories: small tables that hardly ever change, kept in memory for half a minute."""

import asyncio
from datetime import datetime, timedelta

from tortoise.expressions import RawSQL

from app.clock import Clock
from app.models import Category, City

FRESH_FOR = timedelta(seconds=30)


class Catalog:
    """The cities and categories, as they were at most half a minute ago."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read_at: datetime | None = None
        self._cities: dict[str, City] = {}
        self._categories: dict[str, Category] = {}
        self._reading: asyncio.Task[None] | None = None

    async def cities(self) -> dict[str, City]:
        """Return all cities by id, in order of their English names."""
        await self._refresh()
        return self._cities

    async def categories(self) -> dict[str, Category]:
        """Return all categories by id, in the order of the catalogue."""
        await self._refresh()
        return self._categories

    async def _refresh(self) -> None:
        now = self._clock.now()
        if self._read_at is not None and self._read_at <= now < self._read_at + FRESH_FOR:
            return
        if self._reading is None:
            # Thousands come at once to a process that has just begun: one read serves them all.
            self._reading = asyncio.create_task(self._read(), name="catalogue")
            self._reading.add_done_callback(self._read_ended)
        await asyncio.shield(self._reading)

    async def _read(self) -> None:
        now = self._clock.now()
        cities = await City.all().annotate(english_name=RawSQL("name ->> 'en'")).order_by("english_name")
        categories = await Category.all().order_by("rank", "id")
        self._cities = {city.id: city for city in cities}
        self._categories = {category.id: category for category in categories}
        self._read_at = now

    def _read_ended(self, reading: "asyncio.Task[None]") -> None:
        self._reading = None
        # Those who waited may all have left; a failure nobody looks at would be reported by asyncio.
        if not reading.cancelled():
            reading.exception()
