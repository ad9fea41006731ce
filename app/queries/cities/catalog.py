"""Cities, districts and categories, cached for half a minute: the tables are small and rarely change."""

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta

from tortoise.expressions import RawSQL

from app.clock import Clock
from app.data.catalog import SLUG
from app.domain.places.district_map import DistrictMap
from app.domain.text.category_words import CategoryWords
from app.models import Category, City
from app.queries.cities.districts import CityDistrict, DistrictMaps, all_districts

FRESH_FOR = timedelta(seconds=30)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Catalog:
    """A cache of cities, districts and categories that is at most half a minute old.

    Not to be read inside a transaction: the reading task would use the connection of the transaction.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._read_at, self._fresh_until = _NEVER, _NEVER
        self._cities: dict[str, City] = {}
        self._categories: dict[str, Category] = {}
        self._words: tuple[Mapping[str, Mapping[str, Sequence[str]]], CategoryWords] = ({}, CategoryWords({}))
        self._districts: dict[str, CityDistrict] = {}
        self._maps = DistrictMaps()
        self._reading: asyncio.Task[None] | None = None

    async def cities(self) -> dict[str, City]:
        """Return all cities by id, in order of their English names."""
        if not self._is_fresh():
            await self._refresh()
        return self._cities

    async def categories(self) -> dict[str, Category]:
        """Return all categories by id, in the order of the catalogue."""
        if not self._is_fresh():
            await self._refresh()
        return self._categories

    def fresh_cities(self, now: datetime) -> dict[str, City] | None:
        """Return all cities by id; None where they have to be read. ``now`` is the present time."""
        return self._cities if self._is_fresh_at(now) else None

    def fresh_categories(self, now: datetime) -> dict[str, Category] | None:
        """Return all categories by id, as ``fresh_cities`` does."""
        return self._categories if self._is_fresh_at(now) else None

    async def category_words(self) -> CategoryWords:
        """Return the words that suggest categories, prepared once for as long as they are the same."""
        table = {category.id: category.words for category in (await self.categories()).values()}
        if self._words[0] != table:
            words = {
                key: [word for some in by_language.values() for word in some] for key, by_language in table.items()
            }
            self._words = table, CategoryWords(words)
        return self._words[1]

    async def city(self, city_id: str) -> City | None:
        """Return one city. One that is not known is looked for again, because it may have just been added."""
        if (known := (await self.cities()).get(city_id)) is None and SLUG.fullmatch(city_id):
            known = await City.get_or_none(id=city_id)
        return known

    async def category(self, category_id: str) -> Category | None:
        """Return one category; as ``city`` where it is not known."""
        if (known := (await self.categories()).get(category_id)) is None and SLUG.fullmatch(category_id):
            known = await Category.get_or_none(id=category_id)
        return known

    async def districts(self) -> dict[str, CityDistrict]:
        """Return the districts of all cities by id, also removed ones, which earlier steps of requests name."""
        if not self._is_fresh():
            await self._refresh()
        return self._districts

    async def district(self, district_id: str) -> CityDistrict | None:
        """Return one district, also a removed one. One that is not known is looked for again."""
        known = (await self.districts()).get(district_id)
        return known or (await all_districts()).get(district_id)

    async def districts_of(self, city_id: str) -> list[CityDistrict]:
        """Return the districts that the city has now, in the order of their English names."""
        known = (await self.districts()).values()
        return [district for district in known if district.city_id == city_id and not district.is_removed]

    async def district_map(self, city_id: str) -> DistrictMap | None:
        """Return what finds the district of a point in the city; None where the city has no districts."""
        return await self._maps.of(city_id, await self.districts_of(city_id))

    async def district_at(self, city_id: str, latitude: float, longitude: float) -> str | None:
        """Return the id of the district that the point lies in, if any."""
        found = await self.district_map(city_id)
        return None if found is None else found.at(latitude, longitude)

    def expire(self) -> None:
        """Read everything again for the next reader: this process has changed something."""
        self._read_at, self._fresh_until = _NEVER, _NEVER

    def _is_fresh(self) -> bool:
        return self._is_fresh_at(self._clock.now())

    def _is_fresh_at(self, now: datetime) -> bool:
        return self._read_at <= now < self._fresh_until

    async def _refresh(self) -> None:
        if self._reading is None:
            # Thousands of clients reach a process that has just started; they share one read.
            # In a context of its own: the reader may read from a replica, which does not have the last change yet.
            self._reading = asyncio.create_task(self._read(), name="catalogue", context=Context())
            self._reading.add_done_callback(self._read_ended)
        await asyncio.shield(self._reading)

    async def _read(self) -> None:
        now = self._clock.now()
        cities = await City.all().annotate(english_name=RawSQL("name ->> 'en'")).order_by("english_name")
        categories = await Category.all().order_by("rank", "id")
        districts = await all_districts()
        self._cities = {city.id: city for city in cities}
        self._categories = {category.id: category for category in categories}
        self._districts = districts
        self._read_at, self._fresh_until = now, now + FRESH_FOR

    def _read_ended(self, reading: "asyncio.Task[None]") -> None:
        self._reading = None
        # All waiters may have been cancelled; asyncio would report an exception that is never retrieved.
        if not reading.cancelled():
            reading.exception()
