"""The time zones of cities, and whether those that Python and PostgreSQL know are of today: both count days by them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.database import row

ZONE, OFFSET = "Asia/Almaty", timedelta(hours=5)
"""Kazakhstan moved to one zone on 1 March 2024: data of before (tzdata 2023) still has UTC+6 here."""
MOMENT = datetime(2024, 6, 1, tzinfo=UTC)
_LOCAL = "SELECT $1::timestamptz AT TIME ZONE $2 AS local"


def known_zones(names: Iterable[tuple[str, str]]) -> dict[str, ZoneInfo]:
    """Return the zones by city of pairs of city and name of its zone.

    A zone that the system lacks is left out: it must stop nothing that is done for all cities.
    """
    zones = {}
    for city_id, name in names:
        with suppress(ZoneInfoNotFoundError):
            zones[city_id] = ZoneInfo(name)
    return zones


async def outdated_zone_data() -> list[str]:
    """Return who has zone data of before 2024, or none: "Python", which reads that of the system, or "PostgreSQL"."""
    found = await row(_LOCAL, MOMENT, ZONE)
    in_database: timedelta | None = found["local"] - MOMENT.replace(tzinfo=None) if found else None
    return list(_outdated(in_database))


def _outdated(in_database: timedelta | None) -> Iterator[str]:
    try:
        in_python = MOMENT.astimezone(ZoneInfo(ZONE)).utcoffset()
    except ZoneInfoNotFoundError:
        in_python = None
    if in_python != OFFSET:
        yield "Python"
    if in_database != OFFSET:
        yield "PostgreSQL"
