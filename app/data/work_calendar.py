"""The work calendars of the cities: a TOML file for the week and the moved days, the package `holidays` for the rest.

`calendars/kz.toml` explains the format in its first lines. A year of which the file says nothing has the public
holidays and the moved days that `holidays` knows.

What comes out is plain data: `WorkCalendar.of(work_calendar_of("Asia/Almaty"))` counts by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from holidays import HolidayBase, country_holidays

from app.data.calendar_file import YEARS, CalendarFile, YearTable
from app.data.toml_file import DataFileError, Fault, read_table, read_toml

CALENDARS = Path(__file__).parent / "calendars"
KAZAKHSTAN = CALENDARS / "kz.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class YearDaysData:
    """The days of a year on which work differs from the rule of their weekday."""

    #: Public holidays, and the days off that make up for one on a weekend.
    holidays: frozenset[date]
    days_off: frozenset[date] = frozenset()
    #: Pairs: the day of the weekend that is worked, and the day that is free instead.
    moved: tuple[tuple[date, date], ...] = ()
    #: Worked days of the weekend for which the source names no day that is free instead.
    days_worked: frozenset[date] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkCalendarData:
    """A work calendar as its file describes it."""

    #: IANA zone.
    timezone: str
    #: Seven entries, Monday first: pairs of minutes since midnight.
    windows: tuple[tuple[tuple[int, int], ...], ...]
    #: Weekdays, Monday is 0.
    weekend: frozenset[int]
    #: Every year of YEARS.
    years: Mapping[int, YearDaysData]


@lru_cache(maxsize=100)
def work_calendar_of(timezone: str) -> WorkCalendarData:
    """Return the shipped calendar of the cities in this zone; the same object each time.

    Raises:
        DataFileError: no shipped calendar is for this zone.
    """
    for path in sorted(CALENDARS.glob("*.toml")):
        if timezone in read_toml(path).get("timezones", ()):
            return load_work_calendar(timezone, path)
    raise DataFileError(CALENDARS.name, Fault("", f"no calendar is for the zone {timezone!r}"))


def load_work_calendar(timezone: str, path: Path = KAZAKHSTAN) -> WorkCalendarData:
    """Return the calendar of a file for a city in this zone, which the file has to name.

    Raises:
        DataFileError: lists every fault of the file.
    """
    file = read_table(path, CalendarFile)
    if timezone not in file.timezones:
        message = f"expected {timezone!r} among them, but got {', '.join(file.timezones)}"
        raise DataFileError(path.name, Fault("timezones", message))
    written = {table.year: table for table in file.years}
    return WorkCalendarData(
        timezone=timezone,
        windows=file.windows.by_weekday,
        weekend=file.weekend_days,
        years=MappingProxyType({year: _year(written.get(year), known_days(file.country, year)) for year in YEARS}),
    )


@lru_cache(maxsize=1000)
def known_days(country: str, year: int) -> YearDaysData:
    """Return what the package knows of a year; Islamic holidays of years to come are estimates."""
    found: HolidayBase = country_holidays(country, years=year)
    # It lists the worked weekends that belong to the moved days of other years too.
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return YearDaysData(holidays=frozenset(found), days_worked=worked)


def _year(table: YearTable | None, known: YearDaysData) -> YearDaysData:
    if table is None:
        return known
    return replace(
        known,
        holidays=known.holidays if table.holidays is None else frozenset(table.holidays),
        days_off=frozenset(table.days_off),
        moved=tuple((day.worked, day.off) for day in table.moved),
    )
