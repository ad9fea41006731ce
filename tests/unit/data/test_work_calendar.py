"""The shipped work calendar says what the decrees say, and a broken file is refused by file, entry and field."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.data.catalog import load_cities
from app.data.toml_file import DataFileError
from app.data.work_calendar import CALENDARS, KAZAKHSTAN, YEARS, known_days, load_work_calendar, work_calendar_of
from app.domain.sla import Window, WorkCalendar

FILE = """
country = "KZ"
timezones = ["Asia/Almaty"]
weekend = ["saturday", "sunday"]

[windows]
monday = ["09:00-13:00", "14:00-24:00"]

[[year]]
year = 2024
moved = [{ from = "2024-05-04", to = "2024-05-06" }]
days_off = ["2024-06-03"]
"""


@pytest.fixture
def write(tmp_path: Path):
    """Write a calendar file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("city", load_cities(), ids=lambda city: city.id)
def test_every_city_of_the_catalogue_has_a_calendar(city):
    """By its zone, the same object each time."""
    found = work_calendar_of(city.timezone)

    assert found is work_calendar_of(city.timezone)
    assert city.timezone == WorkCalendar.of(found).timezone
    assert range(2000, 2061) == YEARS
    assert set(YEARS) == set(found.years)


def test_the_week_has_forty_hours():
    """Five days from 09:00 to 18:00 with an hour for lunch."""
    found = work_calendar_of("Asia/Almaty")

    assert [sum(end - start for start, end in windows) for windows in found.windows] == [480] * 5 + [0] * 2
    assert frozenset({5, 6}) == found.weekend


def test_no_calendar_for_a_zone_abroad():
    """The holidays of Kazakhstan are not counted in Boston."""
    with pytest.raises(DataFileError, match="calendars: no calendar is for the zone 'America/New_York'"):
        work_calendar_of("America/New_York")
    with pytest.raises(DataFileError, match=re.escape("kz.toml: timezones: expected 'America/New_York' among them")):
        load_work_calendar("America/New_York")


def test_our_moved_days_are_those_that_the_package_knows():
    """Two sources that were written down apart from each other say the same for every year that we have."""
    ours = load_work_calendar("Asia/Almaty")
    years = [year for year, days in ours.years.items() if days.moved]

    assert years == [2018, 2020, 2021, 2022, 2023, 2024, 2025]
    for year in years:
        known = known_days("KZ", year)
        assert {worked for worked, _ in ours.years[year].moved} == known.days_worked
        assert {off for _, off in ours.years[year].moved} <= known.holidays


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2020, 5, 8), False),  # the day off for Victory Day, moved from Monday 11 May
        (date(2020, 5, 11), True),
        (date(2024, 5, 4), True),
        (date(2024, 5, 8), False),
        (date(2025, 1, 3), False),
        (date(2025, 1, 5), True),
        (date(2025, 8, 30), False),
        (date(2026, 5, 27), False),  # Kurban Ait
        (date(2026, 8, 31), True),  # 30 August is no holiday any more, so its Sunday moves nothing
        (date(2027, 3, 15), False),  # Constitution Day now
        (date(2019, 5, 10), False),  # a year without an entry of ours: from the package
        (date(2019, 5, 4), True),
    ],
)
def test_known_days(day, is_worked):
    """Holidays, moved days, and the fall-back to the package."""
    calendar = WorkCalendar.of(work_calendar_of("Asia/Almaty"))

    assert is_worked is bool(calendar.windows_on(day))


def test_a_file_of_ones_own(write):
    """Its windows, its moved days and its days off; other years as the package knows them."""
    calendar = WorkCalendar.of(load_work_calendar("Asia/Almaty", write(FILE)))
    monday = (Window(540, 780), Window(840, 1440))

    assert monday == calendar.windows_on(date(2024, 5, 4))  # worked for Monday 6 May, by its windows
    assert not calendar.windows_on(date(2024, 5, 6))
    assert not calendar.windows_on(date(2024, 6, 3))
    assert monday == calendar.windows_on(date(2024, 6, 10))
    assert not calendar.windows_on(date(2024, 6, 11))  # a Tuesday
    assert not calendar.windows_on(date(2023, 5, 1))


def test_a_list_of_holidays_takes_the_place_of_the_package(write):
    """All of them are the file's, for that year."""
    text = FILE.replace("moved =", 'holidays = ["2024-06-17"]\nmoved =')
    calendar = WorkCalendar.of(load_work_calendar("Asia/Almaty", write(text)))

    assert not calendar.windows_on(date(2024, 6, 17))
    assert calendar.windows_on(date(2024, 3, 25))
    assert not calendar.windows_on(date(2025, 3, 24))


def test_a_calendar_without_special_years(write):
    """The package alone."""
    calendar = WorkCalendar.of(load_work_calendar("Asia/Almaty", write(FILE.split("[[year]]", maxsplit=1)[0])))

    assert not calendar.windows_on(date(2025, 3, 24))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"KZ"', '"XX"', "mine.toml: country: expected one that `holidays` knows, but got 'XX'"),
        ('country = "KZ"', "", "mine.toml: country: missing"),
        ('["Asia/Almaty"]', '["Asia/Almaty", "Asia/Atlantis"]', "mine.toml: timezones[1]: expected an IANA zone"),
        ('["Asia/Almaty"]', '["Asia/Almaty", "Asia"]', "mine.toml: timezones[1]: expected an IANA zone"),
        ('["Asia/Almaty"]', "[]", "mine.toml: timezones: expected a list that is not empty"),
        ('"sunday"', '"domingo"', "mine.toml: weekend[1]: expected weekdays such as 'saturday', but got 'domingo'"),
        ('"sunday"', '"sunday", "monday"', "mine.toml: windows: expected working time on one weekday at least"),
        ("monday", "montag", "mine.toml: windows.montag: unknown key; expected only friday, monday"),
        ('"09:00-13:00"', '"9-13"', "mine.toml: windows.monday[0]: expected windows within a day such as"),
        ('"09:00-13:00"', '"22:00-06:00"', "mine.toml: windows.monday[0]: expected windows within a day"),
        ('"09:00-13:00"', '"09:00-24:30"', "mine.toml: windows.monday[0]: expected windows within a day"),
        ('"09:00-13:00"', '"09:00-15:00"', "mine.toml: windows.monday: expected windows in order"),
        (
            "year = 2024",
            "year = 1999",
            "mine.toml: year[0].year (year 1999): expected a whole number from 2000 to 2060",
        ),
        ("[[year]]", "[[year]]\nyear = 2024\n[[year]]", "mine.toml: year[1].year (year 2024): is there more than once"),
        ("2024-05-04", "2024-05-03", "mine.toml: year[0].moved[0].from (year 2024): expected a day of the weekend"),
        (
            "2024-05-06",
            "2024-05-05",
            "mine.toml: year[0].moved[0].to (year 2024): expected a working day, but 2024-05-05 is a s",
        ),
        (
            "2024-05-06",
            "2025-05-06",
            "mine.toml: year[0].moved[0].to (year 2024): expected a day of 2024, but got 2025-05-06",
        ),
        ('"2024-05-06"', "2024-05-06", "mine.toml: year[0].moved[0].to (year 2024): expected a text"),
        ("2024-05-06", "6 May", "mine.toml: year[0].moved[0].to (year 2024): expected a date such as '2024-05-08'"),
        ("to =", "until =", "mine.toml: year[0].moved[0].to (year 2024): missing"),
        (
            "2024-06-03",
            "2023-06-03",
            "mine.toml: year[0].days_off[0] (year 2024): expected days of 2024, but got 2023-06-03",
        ),
        ("days_off", "days_of", "mine.toml: year[0].days_of (year 2024): unknown key"),
        ("weekend =", "week_end =", "mine.toml: weekend: missing"),
    ],
)
def test_a_broken_file_is_refused_by_file_entry_and_field(write, old, new, message):
    """Whatever is wrong, the refusal says where."""
    assert old in FILE

    with pytest.raises(DataFileError, match=re.escape(message)):
        load_work_calendar("Asia/Almaty", write(FILE.replace(old, new)))


def test_the_shipped_file_is_the_only_one():
    """Two files for one zone would leave it to the alphabet which one counts."""
    assert list(CALENDARS.glob("*.toml")) == [KAZAKHSTAN]
