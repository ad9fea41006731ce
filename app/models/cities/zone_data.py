"""Whether the time zones that Python and PostgreSQL know are of today: both count the days of cities by them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.models.database import row

ZONE, OFFSET = "Asia/Almaty", timedelta(hours=5)
"""Kazakhstan moved to one zone on 1 March 2024: data of before (tzdata 2023) still has UTC+6 here."""
MOMENT = datetime(2024, 6, 1, tzinfo=UTC)
_LOCAL = "SELECT $1::timestamptz AT TIME ZONE $2 AS local"


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
