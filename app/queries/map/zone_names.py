"""What people call a zone: the streets that most of its requests name."""

from collections import OrderedDict
from datetime import datetime, timedelta

from app.domain.places.streets import common_places
from app.models import City
from app.models.database import rows
from app.queries.requests.filter import Filter, where

MOST_ADDRESSES = 300
LEAST_ADDRESSES = 3
"""A street that fewer requests name could be the address of one of their authors."""
MOST_NAMES = 2
FRESH_FOR = timedelta(hours=1)
"""How long a name is kept: so long a street stays in it whose requests were hidden meanwhile."""
MOST_KEPT = 5_000


class ZoneNames:
    """The names of zones, kept for an hour: finding one reads some hundred requests."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], tuple[datetime, list[str]]] = OrderedDict()

    async def names_of(self, city: City, hexagon: int, now: datetime) -> list[str]:
        """Return at most two names of a zone; none where no street is named often enough."""
        # A hexagon on a border has requests of two cities.
        key = city.id, hexagon
        kept = self._kept.get(key)
        if kept is not None and kept[0] <= now < kept[0] + FRESH_FOR:
            return kept[1]
        names = common_places(
            await _addresses(city.id, hexagon, now), city.name.values(), most=MOST_NAMES, least=LEAST_ADDRESSES
        )
        self._kept[key] = (now, names)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return names


async def _addresses(city_id: str, hexagon: int, now: datetime) -> list[str]:
    built = where(Filter(city_id=city_id, zone=hexagon), now)
    built.clauses.append("address <> ''")
    found = await rows(
        f"SELECT address FROM service_request WHERE {built.sql} LIMIT {MOST_ADDRESSES}",  # noqa: S608 - constants
        *built.values,
    )
    return [item["address"] for item in found]
