"""From the clock on the wall of a city to UTC, certain about the hours that the clock shows twice or skips."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def wall_clock_to_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a wall clock time, which carries no zone itself.

    An hour that the clock shows twice counts as its first showing; a time that the clock skipped counts as
    the moment of the jump. So a later time on the wall never becomes an earlier moment.
    """
    first = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == moment:
        return first
    return _jump(moment.replace(microsecond=0), zone)


def _jump(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks went over a skipped time, to the second."""
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
