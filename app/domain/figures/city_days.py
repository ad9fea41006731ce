"""Spans of time as parts of days, days, months and years of a city's calendar."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
HOURS_OF_PART = 3
"""A day has eight parts, by its clock: where that is put forward or back, a part has another length."""


class Grain(StrEnum):
    """How long a row of figures is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Piece(NamedTuple):
    """One day, month or year, given by its first day, that is added to a sum or taken off it."""

    grain: Grain
    first: date
    is_taken: bool


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

    def pieces(self, today: date | None = None) -> list[Piece]:
        """Return few days, months and years whose sum are these days: those that are taken off the others included.

        What begins after ``today`` is expected to be empty, and costs nothing.
        """
        found: list[Piece] = []
        for year in range(self.first.year, self.last.year + 1):
            first, last = date(year, 1, 1), date(year, 12, 31)
            begin, end = max(self.first, first), min(self.last, last)
            if (begin, end) == (first, last):
                found.append(Piece(Grain.YEAR, first, is_taken=False))
                continue
            plain = _by_months(begin, end, today, is_taken=False)
            others = _by_months(first, begin - _DAY, today, is_taken=True) if begin > first else []
            others += _by_months(end + _DAY, last, today, is_taken=True) if end < last else []
            found += _cheaper(plain, [Piece(Grain.YEAR, first, is_taken=False), *others], today)
        return found


class End(NamedTuple):
    """A piece of a day, which is added to a sum or taken off it."""

    since: datetime
    until: datetime
    is_taken: bool


class PartOfDay(NamedTuple):
    """Some hours of a day, from its ``hour`` on, that are added to a sum or taken off it."""

    day: date
    hour: int
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time: whole days, and what is left at its ends or lies outside of it."""

    days: Days | None
    ends: tuple[End, ...]
    parts: tuple[PartOfDay, ...] = ()
    rests: tuple[End, ...] = ()
    """The parts of the ends, and what is left of these."""


def touched_days(start: datetime, end: datetime, zone: ZoneInfo) -> Days:
    """Return the days of which ``start <= at < end`` has any moment."""
    return Days(start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date())


def span_of(start: datetime, end: datetime, zone: ZoneInfo, now: datetime | None = None) -> Span:
    """Cut ``start <= at < end`` at the midnights of the city.

    Of a day that the span has a piece of, either this piece is added or the day is and the rest of it is taken off: the
    shorter one, where what comes after ``now`` is expected to be empty. The pieces are cut into parts likewise.
    """
    first = start.astimezone(zone).date()
    if midnight(first, zone) < start:
        first += _DAY
    last = end.astimezone(zone).date() - _DAY
    if last < first:
        whole = (End(start, end, is_taken=False),)
        return Span(None, whole, rests=whole)
    ends = []
    added = End(start, midnight(first, zone), is_taken=False)
    if added.since < added.until:
        taken = End(midnight(first - _DAY, zone), start, is_taken=True)
        shorter = min(added, taken, key=lambda one: one.until - one.since)
        first -= _DAY if shorter.is_taken else timedelta()
        ends.append(shorter)
    added = End(midnight(last + _DAY, zone), end, is_taken=False)
    if added.since < added.until:
        taken = End(end, midnight(last + 2 * _DAY, zone), is_taken=True)
        shorter = min(added, taken, key=lambda one: _length(one, now))
        last += _DAY if shorter.is_taken else timedelta()
        ends.append(shorter)
    cut = [_parts_of(one, zone, now) for one in ends]
    parts = tuple(part for some, _ in cut for part in some)
    return Span(Days(first, last), tuple(ends), parts, tuple(rest for _, some in cut for rest in some))


def part_of(local: datetime) -> tuple[date, int]:
    """Return the day and the first hour of the part that a local time lies in."""
    return local.date(), local.hour - local.hour % HOURS_OF_PART


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day of the city begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _length(end: End, now: datetime | None) -> timedelta:
    """Return how long a piece is without what comes after ``now``."""
    return (end.until if now is None else min(end.until, now)) - end.since


def _parts_of(end: End, zone: ZoneInfo, now: datetime | None) -> tuple[list[PartOfDay], list[End]]:
    """Return the parts of a piece of a day that begins or ends at midnight, and what is left of the part it cuts."""
    day = end.since.astimezone(zone).date()
    clock = [datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in range(0, 24, HOURS_OF_PART)]
    bounds = [*clock, midnight(day + _DAY, zone)]
    begins_at_midnight = end.since == bounds[0]
    inner = end.until if begins_at_midnight else end.since
    cut = bisect_right(bounds, inner) - 1
    before = End(bounds[cut], inner, end.is_taken ^ (not begins_at_midnight))
    after = End(inner, bounds[cut + 1], end.is_taken ^ begins_at_midnight)
    rest = min(before, after, key=lambda one: _length(one, now))
    # The part that is cut is among those of the piece where the rest is added to them or taken off them.
    bound = cut if rest is before else cut + 1
    numbers = range(bound) if begins_at_midnight else range(bound, len(clock))
    parts = [PartOfDay(day, number * HOURS_OF_PART, end.is_taken) for number in numbers]
    return parts, [rest] if rest.since < rest.until else []


def _by_months(first: date, last: date, today: date | None, *, is_taken: bool) -> list[Piece]:
    """Return pieces for days of one year: of each month single days, or the month without its other days."""
    found: list[Piece] = []
    while first <= last:
        month, following = first.replace(day=1), next_month(first)
        begin, end = first.toordinal(), min(last.toordinal() + 1, following.toordinal())
        first = following
        if begin == month.toordinal() and end == following.toordinal():
            found.append(Piece(Grain.MONTH, month, is_taken))
            continue
        others = _single(month.toordinal(), begin, is_taken=not is_taken)
        others += _single(end, following.toordinal(), is_taken=not is_taken)
        plain = _single(begin, end, is_taken=is_taken)
        found += _cheaper(plain, [Piece(Grain.MONTH, month, is_taken), *others], today)
    return found


def _single(begin: int, end: int, *, is_taken: bool) -> list[Piece]:
    return [Piece(Grain.DAY, date.fromordinal(day), is_taken) for day in range(begin, end)]


def _cheaper(one: list[Piece], other: list[Piece], today: date | None) -> list[Piece]:
    costs = [sum(1 for piece in pieces if today is None or piece.first <= today) for pieces in (one, other)]
    return one if costs[0] <= costs[1] else other


def next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
