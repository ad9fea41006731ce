"""The tables of a work calendar file, as `calendars/kz.toml` explains them in its first lines."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated

from holidays import country_holidays
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.data.fields import Day, Key, Text, Timezone, each_once, expected, fault, faults_below, not_empty
from app.data.toml_file import Table

YEARS = range(2000, 2061)
"""The years every calendar knows: those of old tables that are imported, and those of any promise."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WINDOW = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")

Minutes = tuple[int, int]
"""A working window: minutes since midnight, from and to."""


def _country(country: str) -> str:
    try:
        country_holidays(country, years=YEARS.start)
    except NotImplementedError as error:
        raise fault(f"expected one that `holidays` knows, but got {country!r}") from error
    return country


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise fault(f"expected weekdays such as 'saturday', but got {name!r}")
    return name


def _window(text: str) -> str:
    start, end = _minutes(text)
    if not 0 <= start < end <= 24 * 60:
        raise fault(f"expected windows within a day such as '09:00-13:00', but got {text!r}")
    return text


def _minutes(text: str) -> Minutes:
    match = _WINDOW.fullmatch(text)
    return (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)


def _in_order(windows: tuple[str, ...]) -> tuple[str, ...]:
    for (_, end), (start, _) in pairwise(_minutes(text) for text in windows):
        if start < end:
            raise fault("expected windows in order, none over another")
    return windows


Windows = Annotated[
    tuple[Annotated[Text, AfterValidator(_window)], ...],
    not_empty,
    AfterValidator(each_once),
    AfterValidator(_in_order),
]
Weekday = Annotated[Text, AfterValidator(_weekday)]
Days = Annotated[tuple[Day, ...], not_empty, AfterValidator(each_once)]


class WindowsTable(Table):
    """The working windows of each weekday; one that is left out is not worked."""

    monday: Windows = ()
    tuesday: Windows = ()
    wednesday: Windows = ()
    thursday: Windows = ()
    friday: Windows = ()
    saturday: Windows = ()
    sunday: Windows = ()

    @property
    def by_weekday(self) -> tuple[tuple[Minutes, ...], ...]:
        """The windows of the seven weekdays, Monday first, in minutes since midnight."""
        return tuple(tuple(_minutes(text) for text in getattr(self, weekday)) for weekday in WEEKDAYS)


class MovedDay(Table):
    """A day of the weekend that is worked, and the working day that is free instead."""

    worked: Day = Field(alias="from")
    off: Day = Field(alias="to")


class YearTable(Table):
    """What is special about one year."""

    year: Annotated[
        int,
        Field(strict=True, ge=YEARS.start, lt=YEARS.stop),
        expected(f"a whole number from {YEARS.start} to {YEARS.stop - 1}"),
    ]
    moved: Annotated[tuple[MovedDay, ...], not_empty] = ()
    days_off: Days = ()
    #: None where the package `holidays` decides.
    holidays: Days | None = None

    @field_validator("days_off", "holidays")
    @classmethod
    def _of_this_year(cls, days: tuple[date, ...] | None, info: ValidationInfo) -> tuple[date, ...] | None:
        year = info.data.get("year")
        faults_below(
            ((at,), f"expected days of {year}, but got {day}")
            for at, day in enumerate(days or ())
            if year is not None and day.year != year
        )
        return days


class CalendarFile(Table):
    """A whole calendar file."""

    country: Annotated[Text, AfterValidator(_country)]
    timezones: Annotated[tuple[Timezone, ...], not_empty, AfterValidator(each_once)]
    weekend: Annotated[tuple[Weekday, ...], not_empty, AfterValidator(each_once)]
    windows: WindowsTable
    years: Annotated[tuple[YearTable, ...], not_empty] = Field(default=(), alias="year")

    @property
    def weekend_days(self) -> frozenset[int]:
        """The weekdays of the weekend, Monday is 0."""
        return frozenset(WEEKDAYS.index(name) for name in self.weekend)

    @field_validator("windows")
    @classmethod
    def _some_working_time(cls, windows: WindowsTable, info: ValidationInfo) -> WindowsTable:
        weekend = info.data.get("weekend", ())
        if not any(getattr(windows, weekday) for weekday in WEEKDAYS if weekday not in weekend):
            raise fault("expected working time on one weekday at least that is not of the weekend")
        return windows

    @field_validator("years")
    @classmethod
    def _years_fit(cls, years: tuple[YearTable, ...], info: ValidationInfo) -> tuple[YearTable, ...]:
        weekend = info.data.get("weekend")
        faults_below(_year_faults(years, weekend))
        return years


def _year_faults(
    years: tuple[YearTable, ...], weekend: tuple[str, ...] | None
) -> Iterator[tuple[tuple[Key, ...], str]]:
    known: set[int] = set()
    for at, table in enumerate(years):
        if table.year in known:
            yield (at, "year"), "is there more than once"
        known.add(table.year)
        for number, day in enumerate(table.moved):
            for key, message in _moved_faults(day, table.year, weekend):
                yield (at, "moved", number, key), message


def _moved_faults(day: MovedDay, year: int, weekend: tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
    worked_on, off_on = WEEKDAYS[day.worked.weekday()], WEEKDAYS[day.off.weekday()]
    # A weekend that is wrong itself has its own fault already.
    if weekend is not None and worked_on not in weekend:
        yield "from", f"expected a day of the weekend, but {day.worked} is a {worked_on}"
    if weekend is not None and off_on in weekend:
        yield "to", f"expected a working day, but {day.off} is a {off_on}"
    if day.off.year != year:
        yield "to", f"expected a day of {year}, but got {day.off}"
