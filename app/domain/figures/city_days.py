"""Spans of time as days, months and years of a city's calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


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
    """A part of a day at an end of a span, which is added to its whole days or taken off them."""

    since: datetime
    until: datetime
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time: whole days, and what is left at its ends or lies outside of it."""

    days: Days | None
    ends: tuple[End, ...]


def touched_days(start: datetime, end: datetime, zone: ZoneInfo) -> Days:
    """Return the days of which ``start <= at < end`` has any moment."""
    return Days(start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date())


def span_of(start: datetime, end: datetime, zone: ZoneInfo, now: datetime | None = None) -> Span:
    """Cut ``start <= at < end`` at the midnights of the city.

    Of a day that the span has a part of, either this part is added or the day is and its other part is taken off: the
    shorter one, where what comes after ``now`` is expected to be empty.
    """
    first = start.astimezone(zone).date()
    if midnight(first, zone) < start:
        first += _DAY
    last = end.astimezone(zone).date() - _DAY
    if last < first:
        return Span(None, (End(start, end, is_taken=False),))
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
        shorter = min(added, taken, key=lambda one: (one.until if now is None else min(one.until, now)) - one.since)
        last += _DAY if shorter.is_taken else timedelta()
        ends.append(shorter)
    return Span(Days(first, last), tuple(ends))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day of the city begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


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
