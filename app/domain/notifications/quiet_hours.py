"""The hours of the night in which notices to browsers wait, so that no telephone rings."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(22), time(8)
"""By the clock of the city that the notice is about."""


def quiet_until(now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the end of the night, in UTC; None by day."""
    local = now.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    morning = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(morning, QUIET_UNTIL, zone).astimezone(UTC)
