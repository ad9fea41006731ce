"""The districts of a city: their outlines are put and removed as a whole, and requests follow by a job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock, SystemClock
from app.data.district_file import DistrictData
from app.errors import NotFound
from app.models import City, District, DistrictSurvey
from app.models.database import transaction


@dataclass(frozen=True, slots=True)
class DistrictChange:
    """What has changed, as ids of districts."""

    put: Sequence[str]
    """Those that are new or have another outline or name."""
    removed: Sequence[str]


async def put_districts(
    city_id: str, districts: Sequence[DistrictData], *, clock: Clock | None = None
) -> DistrictChange:
    """Replace the districts of the city by these, in one transaction; return what that changed.

    Raises:
        NotFound: there is no such city.
    """
    now = (clock or SystemClock()).now()
    async with transaction():
        known = await _lock_districts(city_id)
        changed = [district.id for district in districts if await _put(city_id, district, known.get(district.id), now)]
        kept = {district.id for district in districts}
        removed = [old.id for old in known.values() if old.removed_at is None and old.id not in kept]
        await _remove(city_id, removed, now)
        if changed:
            await _ask_for_survey(city_id, now)
    return DistrictChange(changed, removed)


async def remove_districts(city_id: str, district_ids: Sequence[str], *, clock: Clock | None = None) -> Sequence[str]:
    """Remove these districts, all of the city without ids; return the ids of those that were removed.

    Raises:
        NotFound: there is no such city, or no such district in it.
    """
    now = (clock or SystemClock()).now()
    async with transaction():
        known = {old.id for old in (await _lock_districts(city_id)).values() if old.removed_at is None}
        for district_id in district_ids:
            if district_id not in known:
                there = ", ".join(sorted(known)) or "none"
                raise NotFound(f"there is no district {district_id[:40]!r} in {city_id}; there are: {there}")
        removed = sorted(district_ids or known)
        await _remove(city_id, removed, now)
    return removed


async def _lock_districts(city_id: str) -> dict[str, District]:
    # The lock of the city lets one change of its districts run at a time.
    if await City.filter(id=city_id).select_for_update().first() is None:
        raise NotFound(f"there is no city {city_id[:40]!r}; `qala city put FILE` adds one")
    return {district.id: district for district in await District.filter(city_id=city_id)}


async def _put(city_id: str, district: DistrictData, old: District | None, now: datetime) -> bool:
    """Write the district; return whether that changed anything."""
    names, outline = dict(district.names), dict(district.outline)
    if old is None:
        await District.create(id=district.id, city_id=city_id, name=names, outline=outline, changed_at=now)
        return True
    if old.removed_at is None and old.name == names and old.outline == outline:
        return False
    await District.filter(id=old.id).update(name=names, outline=outline, changed_at=now, removed_at=None)
    return True


async def _remove(city_id: str, district_ids: Sequence[str], now: datetime) -> None:
    if district_ids:
        await District.filter(id__in=list(district_ids)).update(changed_at=now, removed_at=now)
        await _ask_for_survey(city_id, now)


async def _ask_for_survey(city_id: str, now: datetime) -> None:
    """Let the job look at all requests of the city, from the first one."""
    values = {"asked_at": now, "created_at": None, "request_id": None, "done_at": None}
    await DistrictSurvey.update_or_create(values, city_id=city_id)
