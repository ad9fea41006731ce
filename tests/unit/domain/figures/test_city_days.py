"""Spans of time as whole days and months of a city."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures.city_days import Days, midnight, span_of, touched_days

ALMATY, BOSTON = ZoneInfo("Asia/Almaty"), ZoneInfo("America/New_York")
days = st.dates(date(2015, 1, 1), date(2016, 12, 31))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2016, 12, 31), timezones=st.just(UTC))


@given(days, st.integers(0, 800))
def test_months_and_rest_are_all_days_once(first, length):
    """In no more than two months of single days."""
    span = Days(first, first + timedelta(days=length))
    months, rest = span.months_and_rest()

    covered = list(rest)
    for month in months:
        day = month
        while day.month == month.month:
            covered.append(day)
            day += timedelta(days=1)
    assert sorted(covered) == [first + timedelta(days=number) for number in range(length + 1)]
    assert len(rest) <= 60


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=500)), st.sampled_from([ALMATY, BOSTON]))
def test_a_span_is_its_whole_days_and_its_ends(start, length, zone):
    """Without a gap and without an overlap, also where a day has 23 or 25 hours."""
    span = span_of(start, start + length, zone)

    pieces = list(span.ends)
    if span.days is not None:
        pieces.append((midnight(span.days.first, zone), midnight(span.days.last + timedelta(days=1), zone)))
    pieces.sort()
    assert (pieces[0][0], pieces[-1][1]) == (start, start + length)
    assert all(one[1] == other[0] for one, other in pairwise(pieces))


def test_the_days_of_a_span_are_those_that_it_touches():
    """By the calendar of the city; its end is not in it."""
    start, end = datetime(2026, 5, 31, 19, tzinfo=UTC), datetime(2026, 6, 30, 19, tzinfo=UTC)

    june = touched_days(start, end, ALMATY)

    assert june == Days(date(2026, 6, 1), date(2026, 6, 30))
    assert (june.count, june.before) == (30, Days(date(2026, 5, 2), date(2026, 5, 31)))
    assert touched_days(start, end + timedelta(microseconds=1), ALMATY).last == date(2026, 7, 1)
    assert june.months_and_rest() == ([date(2026, 6, 1)], [])
