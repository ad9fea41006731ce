"""The places of a city: put and removed as a whole."""

import asyncio
from collections.abc import Sequence

from app.clock import Clock, SystemClock
from app.domain.places.place import Place, entries_of
from app.errors import NotFound
from app.models import City, PlaceRow
from app.models.cities.place import insert_places
from app.models.database import transaction


async def put_places(city_id: str, places: Sequence[Place], *, clock: Clock | None = None) -> int:
    """Replace the places of the city by these, in one transaction; return how many are stored.

    That may be fewer, because some repeat others, or more, because a street is added that has houses only.

    Raises:
        NotFound: there is no such city.
    """
    entries = await asyncio.to_thread(entries_of, city_id, places)
    async with transaction():
        await _lock_city(city_id)
        await PlaceRow.filter(city_id=city_id).delete()
        await insert_places(city_id, entries)
        await City.filter(id=city_id).update(places_put_at=(clock or SystemClock()).now())
    return len(entries)


async def remove_places(city_id: str) -> int:
    """Remove the places of the city; return how many there were.

    Raises:
        NotFound: there is no such city.
    """
    async with transaction():
        await _lock_city(city_id)
        removed = await PlaceRow.filter(city_id=city_id).delete()
        await City.filter(id=city_id).update(places_put_at=None)
    return removed


async def _lock_city(city_id: str) -> None:
    # The lock of the city lets one change of its places run at a time.
    if await City.filter(id=city_id).select_for_update().first() is None:
        raise NotFound(f"there is no city {city_id[:40]!r}; `qala city put FILE` adds one")
