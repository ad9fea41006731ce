"""Windows of working time, and the days of a year that differ from their weekday."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.errors import QalaError

MINUTES_A_DAY = 24 * 60


class CalendarError(QalaError):
    """The work calendar cannot say."""

    code = "WORK_CALENDAR"


class TooLong(CalendarError):
    """The time ends later than the calendar counts."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Working time by the wall clock, in minutes since midnight; the end does not belong to it."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute <= MINUTES_A_DAY:
            raise CalendarError(f"a window: expected a start before its end within one day, got {self}")

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (self.start_minute, self.end_minute))


WHOLE_DAY = (Window(0, MINUTES_A_DAY),)


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day off that a decree moved: ``worked`` is worked by the windows of ``off``, which is free instead."""

    worked: date
    off: date


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDays:
    """The days of one year that differ from their weekday."""

    holidays: frozenset[date] = frozenset()
    """Public holidays, and the days off that make up for a holiday on a weekend."""
    days_off: frozenset[date] = frozenset()
    """Other extra days off."""
    moved: tuple[MovedDay, ...] = ()
    days_worked: frozenset[date] = frozenset()
    """Weekend days that are worked without a day off in exchange; windows are those of the first working weekday."""


class YearData(Protocol):
    """What a data file says of a year: the fields of ``YearDays`` in plain values."""

    @property
    def holidays(self) -> frozenset[date]:
        """Public holidays."""
        ...

    @property
    def days_off(self) -> frozenset[date]:
        """Extra days off."""
        ...

    @property
    def moved(self) -> tuple[tuple[date, date], ...]:
        """Pairs of the day worked and the day off."""
        ...

    @property
    def days_worked(self) -> frozenset[date]:
        """Days of the weekend that are worked."""
        ...


class CalendarData(Protocol):
    """What a data file says of a calendar: the fields of ``WorkCalendar`` in plain values."""

    @property
    def timezone(self) -> str:
        """IANA zone."""
        ...

    @property
    def windows(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Pairs of minutes, for seven weekdays."""
        ...

    @property
    def weekend(self) -> frozenset[int]:
        """Weekdays, Monday is 0."""
        ...

    @property
    def years(self) -> Mapping[int, YearData]:
        """The days of each year known."""
        ...


def year_days(data: YearData) -> YearDays:
    """Return the days of a year from what a data file says."""
    return YearDays(
        holidays=data.holidays,
        days_off=data.days_off,
        moved=tuple(MovedDay(worked, off) for worked, off in data.moved),
        days_worked=data.days_worked,
    )
