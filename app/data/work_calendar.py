"""The work calendars of the cities: a TOML file for the week and the moved days, the package `holidays` for the rest.

`calendars/kz.toml` explains the format in its first lines. A year of which the file says nothing has the public
holidays and the moved days that `holidays` knows.

What comes out is plain data: `WorkCalendar.of(work_calendar_of("Asia/Almaty"))` counts by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import HolidayBase, country_holidays

from app.data.entry import DataFileError, Entry, read_entry

CALENDARS = Path(__file__).parent / "calendars"
KAZAKHSTAN = CALENDARS / "kz.toml"

YEARS = range(2000, 2061)
"""The years every calendar knows: those of old tables that are imported, and those of any promise."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_WINDOW = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, kw_only=True, slots=True)
class YearDaysData:
    """The days of a year that are not as their weekday."""

    #: Public holidays, and the days off that make up for one on a weekend.
    holidays: frozenset[date]
    days_off: frozenset[date] = frozenset()
    #: Pairs: the day of the weekend that is worked, and the day that is free instead.
    moved: tuple[tuple[date, date], ...] = ()
    #: Worked days of the weekend of which nobody said instead of which.
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
    """Return the shipped calendar of the cities that live by this zone; the same object each time.

    Raises:
        DataFileError: no shipped calendar is for this zone.
    """
    for path in sorted(CALENDARS.glob("*.toml")):
        if timezone in read_entry(path).texts("timezones"):
            return load_work_calendar(timezone, path)
    raise DataFileError(f"no calendar is for the zone {timezone!r}", file=CALENDARS.name)


def load_work_calendar(timezone: str, path: Path = KAZAKHSTAN) -> WorkCalendarData:
    """Read a calendar file for a city that lives by this zone, which the file has to name.

    Raises:
        DataFileError: names the file, the entry and the field.
    """
    root = read_entry(path)
    country = _country(root)
    _check_timezone(root, timezone)
    weekend = _weekend(root)
    windows = _windows(root, weekend)
    special = _years(root, country, weekend)
    calendar = WorkCalendarData(
        timezone=timezone,
        windows=windows,
        weekend=weekend,
        years=MappingProxyType({year: special.get(year) or known_days(country, year) for year in YEARS}),
    )
    root.close()
    return calendar


def _check_timezone(root: Entry, timezone: str) -> None:
    zones = root.texts("timezones")
    if timezone not in zones:
        raise root.refusal("timezones", f"expected {timezone!r} among them, but got {', '.join(zones)}")
    for zone in zones:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            # ValueError: an absolute path or "..". OSError: a folder of the zone database, such as "Asia".
            raise root.refusal("timezones", f"expected IANA zones such as 'Asia/Almaty', but got {zone!r}") from error


def _country(root: Entry) -> str:
    country = root.text("country")
    try:
        known_days(country, YEARS.start)
    except NotImplementedError as error:
        raise root.refusal("country", f"expected one that `holidays` knows, but got {country!r}") from error
    return country


@lru_cache(maxsize=1000)
def known_days(country: str, year: int) -> YearDaysData:
    """Return what the package knows of a year; Islamic holidays of years to come are estimates."""
    found: HolidayBase = country_holidays(country, years=year)
    # It lists the worked weekends that belong to the moved days of other years too.
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return YearDaysData(holidays=frozenset(found), days_worked=worked)


def _weekend(root: Entry) -> frozenset[int]:
    names = root.texts("weekend")
    for name in names:
        if name not in WEEKDAYS:
            raise root.refusal("weekend", f"expected weekdays such as 'saturday', but got {name!r}")
    return frozenset(WEEKDAYS.index(name) for name in names)


def _windows(root: Entry, weekend: frozenset[int]) -> tuple[tuple[tuple[int, int], ...], ...]:
    table = root.table("windows")
    windows = tuple(_windows_of(table, weekday) for weekday in WEEKDAYS)
    table.close()
    if not any(found for weekday, found in enumerate(windows) if weekday not in weekend):
        raise root.refusal("windows", "expected working time on one weekday at least that is not of the weekend")
    return windows


def _windows_of(table: Entry, weekday: str) -> tuple[tuple[int, int], ...]:
    windows = tuple(_window(table, weekday, text) for text in table.texts(weekday)) if table.has(weekday) else ()
    for (_, end), (start, _) in pairwise(windows):
        if start < end:
            raise table.refusal(weekday, "expected windows in order, none over another")
    return windows


def _window(table: Entry, weekday: str, text: str) -> tuple[int, int]:
    match = _WINDOW.fullmatch(text)
    start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
    if not 0 <= start < end <= 24 * 60:
        raise table.refusal(weekday, f"expected windows within a day such as '09:00-13:00', but got {text!r}")
    return start, end


def _years(root: Entry, country: str, weekend: frozenset[int]) -> Mapping[int, YearDaysData]:
    years: dict[int, YearDaysData] = {}
    for entry in root.entries("year") if root.has("year") else ():
        year = entry.whole("year", low=YEARS.start, high=YEARS.stop - 1)
        entry.name = f"year {year}"
        if year in years:
            raise entry.refusal("year", "is there more than once")
        years[year] = _year(entry, year, known_days(country, year), weekend)
        entry.close()
    return years


def _year(entry: Entry, year: int, known: YearDaysData, weekend: frozenset[int]) -> YearDaysData:
    return replace(
        known,
        holidays=_dates(entry, "holidays", year) if entry.has("holidays") else known.holidays,
        days_off=_dates(entry, "days_off", year) if entry.has("days_off") else frozenset(),
        moved=_moved(entry, year, weekend) if entry.has("moved") else (),
    )


def _moved(entry: Entry, year: int, weekend: frozenset[int]) -> tuple[tuple[date, date], ...]:
    found = []
    for one in entry.entries("moved"):
        one.name = f"{entry.name}: {one.name}"
        worked, off = _date(one, "from", one.text("from")), _date(one, "to", one.text("to"))
        one.close()
        if worked.weekday() not in weekend:
            raise one.refusal("from", f"expected a day of the weekend, but {worked} is a {WEEKDAYS[worked.weekday()]}")
        if off.weekday() in weekend:
            raise one.refusal("to", f"expected a working day, but {off} is a {WEEKDAYS[off.weekday()]}")
        if off.year != year:
            raise one.refusal("to", f"expected a day of {year}, but got {off}")
        found.append((worked, off))
    return tuple(found)


def _dates(entry: Entry, field: str, year: int) -> frozenset[date]:
    dates = frozenset(_date(entry, field, text) for text in entry.texts(field))
    for day in dates:
        if day.year != year:
            raise entry.refusal(field, f"expected days of {year}, but got {day}")
    return dates


def _date(entry: Entry, field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise entry.refusal(field, f"expected a date such as '2024-05-08', but got {text!r}") from error
