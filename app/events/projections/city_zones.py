"""The time zones of cities, by which figures of days are folded."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from app.models.cities.zone_data import known_zones
from app.models.database import Fetch


class CityZones:
    """Zones by city, kept so that a batch of events needs no round trip for them."""

    def __init__(self) -> None:
        self._zones: dict[str, ZoneInfo] = {}
        self._has_missed = False

    def __getitem__(self, city_id: str) -> ZoneInfo:
        """Return the zone of a city.

        Raises:
            KeyError: the city is not known, or the system does not know its zone.
        """
        return self._zones[city_id]

    async def know(self, fetch: Fetch, city_ids: Iterable[str]) -> None:
        """Read the zones if one of these cities is not known."""
        if not self._zones.keys() >= set(city_ids):
            await self.read(fetch)

    async def follow(self, fetch: Fetch, *, are_current: bool) -> None:
        """Read the zones anew where the figures were behind at the last call and are not any more.

        Another process may have made them anew by another zone while this one had no time to read it.
        """
        if are_current and self._has_missed:
            await self.read(fetch)
        self._has_missed = not are_current

    async def read(self, fetch: Fetch) -> None:
        """Read the zones anew."""
        found = await fetch("SELECT id, timezone FROM city")
        self._zones = known_zones((city["id"], city["timezone"]) for city in found)


CITY_ZONES = CityZones()
"""Those of this process. Where a city gets another zone its figures of days are made anew (``put_cities``), so a
rebuild reads the zones as it begins. The sequencer does about once a second, which it has no time for amid a backlog,
and before it folds these figures again."""
