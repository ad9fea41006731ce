"""The districts of cities, and the index that finds the district of a point."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.places.district_map import DistrictMap
from app.events.projections.request_counters import CATEGORY
from app.models import District, DistrictSurvey
from app.models.database import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CityDistrict:
    """A district without its outline."""

    id: str
    city_id: str
    names: Mapping[str, str]
    """By language code."""
    changed_at: datetime
    removed_at: datetime | None

    @property
    def is_removed(self) -> bool:
        """Whether no point lies in it any more; earlier steps of requests still name it."""
        return self.removed_at is not None


async def all_districts() -> dict[str, CityDistrict]:
    """Return the districts of all cities by id, also the removed ones, in the order of their English names."""
    found = await District.all().values("id", "city_id", "name", "changed_at", "removed_at")
    found.sort(key=lambda item: (item["city_id"], item["name"]["en"]))
    return {
        item["id"]: CityDistrict(
            id=item["id"],
            city_id=item["city_id"],
            names=item["name"],
            changed_at=item["changed_at"],
            removed_at=item["removed_at"],
        )
        for item in found
    }


@dataclass(frozen=True, slots=True)
class SurveyState:
    """How far the job has come that gives the requests of a city their districts."""

    asked_at: datetime
    reached: datetime | None
    """When the request was created that it looked at last; None before the first one."""
    done_at: datetime | None


async def survey_of(city_id: str) -> SurveyState | None:
    """Return the state of the job; None where the districts of the city have never changed."""
    found = await DistrictSurvey.get_or_none(city_id=city_id)
    return None if found is None else SurveyState(found.asked_at, found.created_at, found.done_at)


async def requests_by_district(city_id: str) -> dict[str | None, int]:
    """Return how many requests each district of the city has, as the read model has counted them; None is none."""
    found = await rows(
        "SELECT district_id, sum(count)::bigint AS n FROM request_counter WHERE kind = $1 AND city_id = $2"
        " GROUP BY district_id",
        CATEGORY,
        city_id,
    )
    return {item["district_id"]: item["n"] for item in found}


async def read_district_map(city_id: str) -> DistrictMap:
    """Return the index of the outlines that the city has now."""
    found = await District.filter(city_id=city_id, removed_at=None).values_list("id", "outline")
    # Thousands of corners take some milliseconds.
    return await asyncio.to_thread(DistrictMap, dict(found))


@dataclass(slots=True)
class DistrictMaps:
    """The indexes of a process, one for each city that has districts and was asked for; read again after a change."""

    _maps: dict[str, tuple[Sequence[tuple[str, datetime]], DistrictMap]] = field(default_factory=dict)

    async def of(self, city_id: str, districts: Sequence[CityDistrict]) -> DistrictMap | None:
        """Return the index of these districts of the city; None where there are none."""
        if not districts:
            return None
        state = [(district.id, district.changed_at) for district in districts]
        known = self._maps.get(city_id)
        if known is None or known[0] != state:
            known = self._maps[city_id] = state, await read_district_map(city_id)
        return known[1]
