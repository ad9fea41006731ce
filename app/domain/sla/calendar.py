"""The work calendar of a city: when it works, and how working time is counted.

Law 1: windows and days belong to the wall clock of the city; what passes within them is counted in UTC, as it really
       passed. A working day on which the clocks change may be an hour longer or shorter than its windows read.
Law 2: ``add`` returns the earliest time by which the hours have been worked: eight hours from Friday 09:00 end on
       Friday at 18:00, not on Monday at 09:00. Nothing added is the start itself, working time or not.
Law 3: therefore ``between(a, add(a, d)) == d``, ``add(add(a, c), d) == add(a, c + d)``, and both never go back.
Law 4: a year without data is refused, not taken for a year without holidays.

The calendar is plain data; ``app.data.work_calendar`` reads it from a file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Self
from zoneinfo import ZoneInfo

from app.domain.sla.days import (
    MINUTES_A_DAY,
    WHOLE_DAY,
    CalendarData,
    CalendarError,
    TooLong,
    Window,
    YearDays,
    year_days,
)
from app.domain.sla.wall_clock import wall_clock_to_utc
from app.domain.sla.worked_year import WorkedYear

DAY = timedelta(days=1)
HORIZON_YEARS = 10
HORIZON = timedelta(days=3653)
"""Ten years: a longer promise is taken for a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """When a city works. Calendars of equal data are equal."""

    timezone: str
    """IANA zone of the wall clock that the windows are read from."""
    windows: tuple[tuple[Window, ...], ...]
    """Seven entries, Monday first: the windows of a working day of that weekday."""
    weekend: frozenset[int] = frozenset()
    """Weekdays that are not worked, Monday is 0; a moved day may still be."""
    years: Mapping[int, YearDays] | None = None
    """The special days of each year that the calendar knows; None for a calendar in which no day is special."""
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _off: frozenset[date] = field(init=False, repr=False, compare=False)
    _worked_as: Mapping[date, int] = field(init=False, repr=False, compare=False)
    _index: dict[int, WorkedYear] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._check_week()
        years = None if self.years is None else MappingProxyType(dict(self.years))
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "_zone", ZoneInfo(self.timezone))
        object.__setattr__(self, "_worked_as", MappingProxyType(dict(self._worked_days())))
        object.__setattr__(self, "_off", frozenset(self._days_off()))

    @classmethod
    def round_the_clock(cls, timezone: str) -> Self:
        """Return a calendar that works always, holidays too."""
        return cls(timezone=timezone, windows=(WHOLE_DAY,) * 7)

    @classmethod
    def of(cls, data: CalendarData) -> Self:
        """Return the calendar of a data file."""
        return cls(
            timezone=data.timezone,
            windows=tuple(tuple(Window(*window) for window in windows) for windows in data.windows),
            weekend=data.weekend,
            years={year: year_days(days) for year, days in data.years.items()},
        )

    def add(self, start: datetime, working: timedelta) -> datetime:
        """Return the earliest time, in UTC, by which so much working time has passed since ``start``.

        Raises:
            CalendarError: it lies more than ten years ahead, or in a year the calendar does not know.
        """
        if working < timedelta():
            raise ValueError(f"expected working time that is not negative, got {working}")
        start = _utc(start)
        if not working:
            return start
        first = self._year_of(start)
        goal = self._year(first).worked_until(start) + working
        for year in range(first, first + HORIZON_YEARS + 1):
            worked = self._year(year)
            if goal <= worked.total:
                return self._within_horizon(start, worked.when_worked(goal), working)
            goal -= worked.total
        raise _too_far(start, working)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from ``start`` to ``end``; nothing where the end does not lie behind the start."""
        start, end = _utc(start), _utc(end)
        if end <= start:
            return timedelta()
        first, last = self._year_of(start), self._year_of(end)
        whole_years = sum((self._year(year).total for year in range(first, last)), timedelta())
        return whole_years + self._year(last).worked_until(end) - self._year(first).worked_until(start)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """Return the windows of a day; none on a day off."""
        if self.years is not None and day.year not in self.years:
            raise CalendarError(
                f"the work calendar of {self.timezone} knows the years"
                f" {min(self.years, default='-')} to {max(self.years, default='-')}, not {day.year}",
                year=day.year,
            )
        if day in self._worked_as:
            return self.windows[self._worked_as[day]]
        return () if day in self._off or day.weekday() in self.weekend else self.windows[day.weekday()]

    def _year_of(self, at: datetime) -> int:
        return at.astimezone(self._zone).year

    def _year(self, year: int) -> WorkedYear:
        found = self._index.get(year)
        if found is None:
            # At most one entry a year; threads that compute it at once compute the same.
            found = self._index[year] = WorkedYear.of(self._intervals(year))
        return found

    def _intervals(self, year: int) -> Iterator[tuple[datetime, datetime]]:
        first = date(year, 1, 1)
        days = [first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1)]
        begins = self._at(first, 0)
        for day in days:
            ends = self._at(day, MINUTES_A_DAY)
            # On nearly every day the clocks do not change, so one conversion serves all windows of the day.
            plain = ends - begins == DAY
            for window in self.windows_on(day):
                minutes = (window.start_minute, window.end_minute)
                start, end = (begins + timedelta(minutes=m) if plain else self._at(day, m) for m in minutes)
                # A window that lies wholly in a skipped hour is empty, which does no harm.
                yield start, end
            begins = ends

    def _at(self, day: date, minute: int) -> datetime:
        """Return the time at which the wall clock shows this minute of the day; the last one is the next midnight."""
        return wall_clock_to_utc(datetime.combine(day, time()) + timedelta(minutes=minute), self._zone)

    def _within_horizon(self, start: datetime, at: datetime, working: timedelta) -> datetime:
        if at - start > HORIZON:
            raise _too_far(start, working)
        return at

    def _check_week(self) -> None:
        if len(self.windows) != 7:
            raise CalendarError(f"windows: expected seven weekdays, got {len(self.windows)}")
        for windows in self.windows:
            for one, next_one in pairwise(windows):
                if next_one.start_minute < one.end_minute:
                    raise CalendarError(f"windows: expected them in order, none over another, got {one} and {next_one}")
        if not any(windows for weekday, windows in enumerate(self.windows) if weekday not in self.weekend):
            raise CalendarError("windows: expected working time on one weekday at least, got none")

    def _days_off(self) -> Iterator[date]:
        for days in self._special_years():
            yield from days.holidays
            yield from days.days_off
            yield from (moved.off for moved in days.moved)

    def _worked_days(self) -> Iterator[tuple[date, int]]:
        plain = next(day for day in range(7) if day not in self.weekend and self.windows[day])
        for days in self._special_years():
            yield from ((day, plain) for day in days.days_worked)
        # Last, so that a decree that names both days decides about the windows.
        for days in self._special_years():
            yield from ((moved.worked, moved.off.weekday()) for moved in days.moved)

    def _special_years(self) -> Iterator[YearDays]:
        return iter(() if self.years is None else self.years.values())


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {at.isoformat()}")
    return at.astimezone(UTC)


def _too_far(start: datetime, working: timedelta) -> TooLong:
    hours = working / timedelta(hours=1)
    return TooLong(f"{hours:g} working hours from {start.isoformat()} end more than {HORIZON_YEARS} years later")
