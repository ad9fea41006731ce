"""From the local time of a city to UTC, defined also for hours that the clocks show twice or skip."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def wall_clock_to_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC time of a local time, which carries no zone itself.

    An hour that the clock shows twice counts as its first showing; a time that the clock skipped counts as the time of
    the jump. So a later local time never becomes an earlier UTC time.
    """
    first = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == moment:
        return first
    return _jump(moment.replace(microsecond=0), zone)


def _jump(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the time at which the clocks skipped this local time, to the second."""
    # Read with the offset after the jump the time lies before it, read with the offset before it lies behind.
    before = moment.replace(tzinfo=zone, fold=1).astimezone(UTC)
    behind = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old_offset = before.astimezone(zone).utcoffset()
    while behind - before > timedelta(seconds=1):
        middle = (before + (behind - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            behind = middle
    return behind
