"""Working time passes as the wall clock of the city says, and never runs backwards."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.sla.calendar import HORIZON, WorkCalendar
from app.domain.sla.days import CalendarError, MovedDay, Window, YearDays
from app.domain.sla.wall_clock import wall_clock_to_utc
from app.domain.sla.worked_year import WorkedYear

MORNING, AFTERNOON, NIGHT, ALL_DAY = Window(540, 780), Window(840, 1080), Window(0, 390), Window(0, 1440)
FIVE_DAYS = ((MORNING, AFTERNOON),) * 7
WEEKEND = frozenset({5, 6})
YEARS = range(1990, 2061)

# Zones that moved for good, that move twice a year north and south of the equator, by half an hour, and at midnight.
ZONES = ("Asia/Almaty", "Asia/Qyzylorda", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC")
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
stretches = st.timedeltas(timedelta(), timedelta(days=60))
hundreds = settings(max_examples=400, deadline=None)


def a_calendar(timezone: str = "Asia/Almaty", windows=FIVE_DAYS, weekend=WEEKEND, **years: YearDays) -> WorkCalendar:
    notified = {year: YearDays() for year in YEARS} | {int(name[1:]): days for name, days in years.items()}
    return WorkCalendar(timezone=timezone, windows=windows, weekend=weekend, years=notified)


CALENDARS = [
    *(a_calendar(zone) for zone in ZONES),
    *(WorkCalendar.round_the_clock(zone) for zone in ZONES),
    *(a_calendar(zone, ((NIGHT, AFTERNOON),) * 7, frozenset()) for zone in ZONES),
    a_calendar("Asia/Almaty", ((), (MORNING,), (), (ALL_DAY,), (), (Window(1439, 1440),), ()), frozenset()),
]
calendars = st.sampled_from(CALENDARS)


def is_working(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether the microsecond that begins then is worked."""
    return calendar.between(at, at + timedelta(microseconds=1)) > timedelta()


@given(calendars, moments, stretches)
@hundreds
def test_what_was_added_lies_between(calendar, start, working):
    """between(start, add(start, d)) is d, to the microsecond."""
    assert working == calendar.between(start, calendar.add(start, working))


@given(calendars, moments, stretches)
@hundreds
def test_adding_never_goes_back_and_ends_in_working_time(calendar, start, working):
    """The result is not before the start, and the moment before it was worked."""
    end = calendar.add(start, working)

    assert end >= start + working
    if working:
        assert is_working(calendar, end - timedelta(microseconds=1))


@given(calendars, moments, stretches, stretches)
@hundreds
def test_adding_in_two_parts_is_adding_once(calendar, start, one, other):
    """add(add(a, c), d) is add(a, c + d)."""
    assert calendar.add(start, one + other) == calendar.add(calendar.add(start, one), other)


@given(calendars, moments, stretches, stretches, stretches)
@hundreds
def test_adding_is_monotone_in_both(calendar, start, later, working, more):
    """A later start or more time never makes an earlier end."""
    end = calendar.add(start, working)

    assert end <= calendar.add(start + later, working)
    assert end <= calendar.add(start, working + more)


@given(calendars, moments, stretches, stretches)
@hundreds
def test_working_time_adds_up_and_is_never_more_than_time(calendar, start, one, other):
    """What lies between is a sum of its parts, and at most what passed."""
    middle, end = start + one, start + one + other

    assert calendar.between(start, end) == calendar.between(start, middle) + calendar.between(middle, end)
    assert timedelta() <= calendar.between(start, end) <= end - start
    assert timedelta() == calendar.between(end, start)


@given(calendars, moments, stretches)
@hundreds
def test_nothing_is_worked_outside_working_time(calendar, start, length):
    """Where no second is worked nothing lies between; where one is, something does."""
    end = start + length
    seconds = (start + length * share / 20 for share in range(20))

    if any(is_working(calendar, at) for at in seconds) and length:
        assert calendar.between(start, end) > timedelta()
    if length and not calendar.between(start, end):
        assert calendar.add(start, timedelta(microseconds=1)) > end


week = st.lists(
    st.lists(st.integers(0, 1440), max_size=6, unique=True).map(
        lambda minutes: tuple(Window(*pair) for pair in zip(*[iter(sorted(minutes))] * 2, strict=False))
    ),
    min_size=7,
    max_size=7,
).map(tuple)


@given(week, st.sets(st.integers(0, 6), max_size=6), st.sampled_from(ZONES), moments, st.data())
@settings(max_examples=200, deadline=None)
def test_any_week_counts_as_counting_minute_by_minute_does(windows, weekend, zone, start, data):
    """The fast way and the slow way agree on any windows, weekend and holidays, over a change of clocks too."""
    assume(any(day for number, day in enumerate(windows) if number not in weekend))
    # An hour shown twice is counted once by the windows and twice by the wall: such days are tested by name below.
    assume(not shows_an_hour_twice(zone, start))
    days = [(start + timedelta(days=number)).astimezone(ZoneInfo(zone)).date() for number in range(3)]
    special = YearDays(holidays=frozenset(data.draw(st.sets(st.sampled_from(days)))))
    calendar = WorkCalendar(
        timezone=zone, windows=windows, weekend=frozenset(weekend), years=dict.fromkeys(range(1999, 2042), special)
    )
    start = start.replace(second=0, microsecond=0)

    counted = sum(
        is_worked_by_hand(calendar, special, start + timedelta(minutes=minute)) for minute in range(2 * 24 * 60)
    )
    assert timedelta(minutes=counted) == calendar.between(start, start + timedelta(days=2))


def is_worked_by_hand(calendar: WorkCalendar, special: YearDays, at: datetime) -> bool:
    wall = at.astimezone(ZoneInfo(calendar.timezone))
    if wall.weekday() in calendar.weekend or wall.date() in special.holidays:
        return False
    minute = wall.hour * 60 + wall.minute
    return any(window.start_minute <= minute < window.end_minute for window in calendar.windows[wall.weekday()])


def shows_an_hour_twice(zone: str, start: datetime) -> bool:
    offsets = [(start + timedelta(hours=hour)).astimezone(ZoneInfo(zone)).utcoffset() for hour in range(-24, 73)]
    return any(
        later < earlier for earlier, later in itertools.pairwise([offset for offset in offsets if offset is not None])
    )


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Almaty", date(2024, 2, 29), 25),  # UTC+6 to UTC+5 at midnight: 23:00 is shown twice
        ("Asia/Almaty", date(2024, 3, 1), 24),
        ("Asia/Aqtau", date(2024, 2, 29), 24),  # was UTC+5 already
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Africa/Cairo", date(2024, 4, 26), 23),  # midnight itself is skipped
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone, day, hours):
    """Round the clock counts what passed, not what the wall shows."""
    midnight = datetime(day.year, day.month, day.day)
    start, end = (wall_clock_to_utc(at, ZoneInfo(zone)) for at in (midnight, midnight + timedelta(days=1)))
    calendar = WorkCalendar.round_the_clock(zone)

    assert timedelta(hours=hours) == calendar.between(start, end) == end - start


def test_a_window_over_skipped_and_repeated_hours():
    """A window that the clocks jump over is empty; one they show twice begins with the first showing, and only once."""
    calendar = a_calendar("America/New_York", ((Window(120, 180),),) * 7, frozenset())
    spring, autumn = datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)
    one_to_half_past = a_calendar("America/New_York", ((Window(60, 90), Window(90, 120)),) * 7, frozenset())

    assert timedelta() == calendar.between(spring, spring + timedelta(hours=23))
    assert timedelta(hours=1) == calendar.between(autumn, autumn + timedelta(hours=25))
    assert timedelta(hours=2) == one_to_half_past.between(autumn, autumn + timedelta(hours=25))


@pytest.mark.parametrize(
    ("wall", "expected"), [("08:59", False), ("09:00", True), ("12:59", True), ("13:00", False), ("18:00", False)]
)
def test_a_window_has_its_start_and_not_its_end(wall, expected):
    """On a Tuesday in Almaty."""
    at = datetime.fromisoformat(f"2026-11-17T{wall}").replace(tzinfo=ZoneInfo("Asia/Almaty"))

    assert expected is is_working(a_calendar(), at)


def test_special_days_beat_weekdays():
    """A holiday and a day off rest; a moved day is worked by the windows of the day it was moved for."""
    short_wednesday = tuple((MORNING,) if number == 2 else (MORNING, AFTERNOON) for number in range(7))
    calendar = a_calendar(
        windows=short_wednesday,
        y2024=YearDays(
            holidays=frozenset({date(2024, 5, 1)}),
            days_off=frozenset({date(2024, 5, 2)}),
            moved=(MovedDay(worked=date(2024, 5, 4), off=date(2024, 5, 8)),),
            days_worked=frozenset({date(2024, 5, 5)}),
        ),
    )

    assert [calendar.windows_on(date(2024, 5, day)) for day in (1, 2)] == [()] * 2
    assert calendar.windows_on(date(2024, 5, 3)) == (MORNING, AFTERNOON)
    assert calendar.windows_on(date(2024, 5, 4)) == (MORNING,)
    assert calendar.windows_on(date(2024, 5, 5)) == (MORNING, AFTERNOON)
    assert calendar.windows_on(date(2024, 5, 8)) == ()
    assert calendar.windows_on(date(2024, 5, 11)) == ()


def test_a_year_begins_by_the_clock_of_the_city():
    """The last evening of a UTC year is the new year in Almaty."""
    calendar = a_calendar(windows=((ALL_DAY,),) * 7, weekend=frozenset(), y2026=YearDays(holidays={date(2026, 1, 1)}))
    new_year = datetime(2025, 12, 31, 19, tzinfo=UTC)

    assert is_working(calendar, new_year - timedelta(microseconds=1))
    assert not is_working(calendar, new_year)
    assert new_year == calendar.add(new_year - timedelta(hours=1), timedelta(hours=1))
    assert new_year + timedelta(hours=25) == calendar.add(new_year - timedelta(hours=1), timedelta(hours=2))


def test_a_calendar_without_working_time_is_refused():
    """No windows, or windows on the weekend alone."""
    for windows, weekend in ((((),) * 7, frozenset()), (FIVE_DAYS, frozenset(range(7)))):
        with pytest.raises(CalendarError, match="working time on one weekday at least"):
            a_calendar(windows=windows, weekend=weekend)


def test_windows_lie_within_a_day_in_order():
    """Crossing midnight, an end before the start, one window over another, six weekdays."""
    for start, end in ((1080, 540), (540, 540), (-1, 60), (1400, 1441)):
        with pytest.raises(CalendarError, match="within one day"):
            Window(start, end)
    for windows in ((AFTERNOON, MORNING), (MORNING, Window(700, 800))):
        with pytest.raises(CalendarError, match="none over another"):
            a_calendar(windows=(windows,) * 7)
    with pytest.raises(CalendarError, match="seven weekdays, got 6"):
        a_calendar(windows=FIVE_DAYS[:6])


def test_touching_windows_count_as_one():
    """09:00-13:00 and 13:00-18:00 have no gap and no overlap."""
    calendar = a_calendar(windows=((MORNING, Window(780, 1080)),) * 7)
    start = datetime(2026, 11, 17, 4, tzinfo=UTC)

    assert start + timedelta(hours=9) == calendar.add(start, timedelta(hours=9))


def test_more_than_ten_years_is_refused():
    """The message says how much from when."""
    start = datetime(2026, 11, 17, 4, tzinfo=UTC)
    always = WorkCalendar.round_the_clock("Asia/Almaty")

    assert start + HORIZON == always.add(start, HORIZON)
    for calendar, working in ((always, HORIZON + timedelta(seconds=1)), (a_calendar(), timedelta(hours=40_000))):
        with pytest.raises(CalendarError, match=r"from 2026-11-17T04:00:00\+00:00 end more than 10 years"):
            calendar.add(start, working)


def test_a_year_without_working_time_is_not_for_ever():
    """A calendar that rests for years on end is refused at the horizon, not walked to the end of time."""
    rest = {year: YearDays(holidays=every_day(year)) for year in YEARS}
    calendar = WorkCalendar(timezone="UTC", windows=FIVE_DAYS, weekend=WEEKEND, years=rest)

    with pytest.raises(CalendarError, match="more than 10 years"):
        calendar.add(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))


def every_day(year: int) -> frozenset[date]:
    return frozenset(date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0)))


def test_an_unknown_year_is_refused():
    """It is not taken for a year without holidays."""
    calendar = WorkCalendar(timezone="UTC", windows=FIVE_DAYS, weekend=WEEKEND, years={2025: YearDays()})

    with pytest.raises(CalendarError, match="knows the years 2025 to 2025, not 2026") as refused:
        calendar.add(datetime(2025, 12, 31, 17, tzinfo=UTC), timedelta(hours=2))

    assert refused.value.extensions["year"] == 2026


def test_times_without_zone_and_negative_hours_are_mistakes():
    """They come from code, not from people."""
    calendar, naive = a_calendar(), datetime(2026, 11, 17, 9)

    for call in (lambda: is_working(calendar, naive), lambda: calendar.add(naive, timedelta())):
        with pytest.raises(ValueError, match="expected a time with a zone"):
            call()
    with pytest.raises(ValueError, match="not negative"):
        calendar.add(datetime(2026, 11, 17, tzinfo=UTC), timedelta(hours=-1))


def test_equal_calendars_are_equal_whatever_they_were_asked():
    """What has been looked up is no part of the value."""
    one, other = a_calendar(), a_calendar()
    one.add(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))

    assert one == other
    assert one != a_calendar("UTC")


def test_a_thousand_hours_cost_one_look_at_each_year(monkeypatch):
    """No walk from hour to hour: two years are laid out, whatever the hours."""
    calendar, lay_out, laid_out = a_calendar(), WorkedYear.of, []
    monkeypatch.setattr(WorkedYear, "of", lambda given: laid_out.append(given) or lay_out(given))

    calendar.add(datetime(2026, 11, 17, tzinfo=UTC), timedelta(hours=1000))
    calendar.add(datetime(2026, 11, 17, tzinfo=UTC), timedelta(hours=1000))

    assert len(laid_out) == 2
