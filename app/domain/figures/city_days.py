"""Spans of time as whole days and months of a city's calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Days":
        """As many days just before."""
        return Days(self.first - _DAY * self.count, self.first - _DAY)

    def months_and_rest(self) -> tuple[list[date], list[date]]:
        """Return the first days of the months that lie within, and all days that are in none of these."""
        months, rest, day = [], [], self.first
        while day <= self.last:
            following = _next_month(day)
            if day.day == 1 and following - _DAY <= self.last:
                months.append(day)
                day = following
            else:
                rest.append(day)
                day += _DAY
        return months, rest


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time: the whole days in it, and what is left at its ends."""

    days: Days | None
    ends: tuple[tuple[datetime, datetime], ...]


def touched_days(start: datetime, end: datetime, zone: ZoneInfo) -> Days:
    """Return the days of which ``start <= at < end`` has any moment."""
    return Days(start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date())


def span_of(start: datetime, end: datetime, zone: ZoneInfo) -> Span:
    """Cut ``start <= at < end`` at the midnights of the city."""
    first = start.astimezone(zone).date()
    if midnight(first, zone) < start:
        first += _DAY
    last = end.astimezone(zone).date() - _DAY
    if last < first:
        return Span(None, ((start, end),))
    ends = ((start, midnight(first, zone)), (midnight(last + _DAY, zone), end))
    return Span(Days(first, last), tuple((since, until) for since, until in ends if since < until))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day of the city begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
