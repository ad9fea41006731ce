"""Cities and categories: small tables that hardly ever change, kept in memory for half a minute."""

from datetime import datetime, timedelta

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
        if self._read_at is None or not self._read_at <= now < self._read_at + FRESH_FOR:
            self._cities = {city.id: city for city in await City.all().order_by("name_en")}
            self._categories = {category.id: category for category in await Category.all().order_by("rank", "id")}
            self._read_at = now
