"""Spans of time as whole days and months of a city."""

from calendar import isleap, monthrange
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures.city_days import (
    HOURS_OF_PART,
    Days,
    Grain,
    Piece,
    midnight,
    part_of,
    span_of,
    touched_days,
)

ALMATY, BOSTON = ZoneInfo("Asia/Almaty"), ZoneInfo("America/New_York")
# In Kyiv the clock is put back at four in the morning to three, where a part begins; in Asunción it was at midnight.
ZONES = [ALMATY, BOSTON, *(ZoneInfo(name) for name in ("Europe/Kyiv", "America/Asuncion", "Asia/Kolkata"))]
LENGTHS = {
    Grain.DAY: lambda day: 1,
    Grain.MONTH: lambda day: monthrange(day.year, day.month)[1],
    Grain.YEAR: lambda day: 365 + isleap(day.year),
}
days = st.dates(date(2015, 1, 1), date(2016, 12, 31))
moments = st.datetimes(datetime(2015, 1, 1), datetime(2016, 12, 31), timezones=st.just(UTC))


@given(days, st.integers(0, 1500), st.one_of(st.none(), days))
def test_pieces_are_all_days_once(first, length, today):
    """Those that are taken off lie in a month or a year that is there."""
    covered = Counter()
    for grain, begin, is_taken in Days(first, first + timedelta(days=length)).pieces(today):
        assert not (is_taken and grain is Grain.YEAR)
        for number in range(LENGTHS[grain](begin)):
            covered[begin + timedelta(days=number)] += -1 if is_taken else 1

    assert {day: n for day, n in covered.items() if n} == {
        first + timedelta(days=number): 1 for number in range(length + 1)
    }


@given(days, st.integers(0, 1500))
def test_pieces_are_few(first, length):
    """Half a month of days at each end, half a year of months, and the years between."""
    pieces = Days(first, first + timedelta(days=length)).pieces()

    assert sum(piece.grain is Grain.DAY for piece in pieces) <= 2 * 16
    assert sum(piece.grain is Grain.MONTH for piece in pieces) <= 2 * 7
    assert sum(piece.grain is Grain.YEAR for piece in pieces) <= length // 183 + 1


def test_what_is_still_to_come_costs_nothing():
    """The present year is read whole, and its days and months to come, which are empty, are taken off."""
    today = date(2026, 4, 20)

    pieces = Days(date(2025, 5, 1), date(2026, 4, 30)).pieces(today)

    assert [piece for piece in pieces if piece.first <= today] == [
        Piece(Grain.YEAR, date(2025, 1, 1), is_taken=False),
        *(Piece(Grain.MONTH, date(2025, month, 1), is_taken=True) for month in range(1, 5)),
        Piece(Grain.YEAR, date(2026, 1, 1), is_taken=False),
    ]


def test_the_first_year_of_the_calendar():
    """No day before its first is looked for."""
    assert Days(date(1, 1, 1), date(1, 12, 31)).pieces() == [Piece(Grain.YEAR, date(1, 1, 1), is_taken=False)]


lengths = st.timedeltas(timedelta(microseconds=1), timedelta(days=500))


@given(moments, lengths, st.sampled_from([ALMATY, BOSTON]), st.one_of(st.none(), moments))
def test_a_span_is_its_whole_days_and_its_ends(start, length, zone, now):
    """Without a gap and without an overlap, also where a day has 23 or 25 hours."""
    end = start + length
    span = span_of(start, end, zone, now)

    pieces = [(since, until) for since, until, is_taken in span.ends if not is_taken]
    if span.days is not None:
        days = [midnight(span.days.first, zone), midnight(span.days.last + timedelta(days=1), zone)]
        for since, until, is_taken in span.ends:
            if is_taken:
                # It lies outside of the span, at an end of its days.
                assert (since, until) in {(days[0], start), (end, days[1])}
                days = [start if until == start else days[0], end if since == end else days[1]]
        pieces.append(tuple(days))
    pieces.sort()
    assert (pieces[0][0], pieces[-1][1]) == (start, end)
    assert all(one[1] == other[0] for one, other in pairwise(pieces))


@given(moments, lengths, st.sampled_from(ZONES), st.one_of(st.none(), moments))
def test_the_ends_are_their_parts_and_what_is_left(start, length, zone, now):
    """Each moment of an end is counted once, and no other one is, by the clock of the city."""
    span = span_of(start, start + length, zone, now)
    if span.days is None:
        assert (span.parts, span.rests) == ((), span.ends)
        return
    edges = {moment for since, until, _ in (*span.ends, *span.rests) for moment in (since, until)}
    # As PostgreSQL and the read model find the part of a moment: by the local time.
    step = timedelta(minutes=15)
    for edge in sorted(edges):
        around = [edge + number * step for number in range(-40, 41)] + [edge - timedelta(microseconds=1)]
        for moment in around:
            day, hour = part_of(moment.astimezone(zone))
            parts = sum(_sign(part) for part in span.parts if part[:2] == (day, hour))
            rests, ends = (
                sum(_sign(one) for one in some if one.since <= moment < one.until) for some in (span.rests, span.ends)
            )
            assert parts + rests == ends, moment


def _sign(piece):
    return -1 if piece.is_taken else 1


@given(moments, lengths, st.sampled_from([ALMATY, BOSTON]), st.booleans())
def test_little_is_left_of_the_parts(start, length, zone, ends_now):
    """At each end half a part; by twice as much where the clock is put back."""
    end = start + length
    span = span_of(start, end, zone, end if ends_now else None)

    if span.days is not None:
        lengths_of_rests = [(min(until, end) if ends_now else until) - since for since, until, _ in span.rests]
        assert all(one <= timedelta(hours=HOURS_OF_PART / 2 + 0.5) for one in lengths_of_rests)
        assert len(span.rests) <= 2
        assert len(span.parts) <= 2 * 5 if not ends_now else len(span.parts) <= 5 + 8


@given(moments, lengths, st.sampled_from([ALMATY, BOSTON]))
def test_the_ends_of_a_span_that_ends_now_are_half_a_day(start, length, zone):
    """What is to come is not counted request by request."""
    end = start + length
    span = span_of(start, end, zone, end)

    if span.days is not None:
        assert sum((min(until, end) - since for since, until, _ in span.ends), timedelta()) <= timedelta(hours=12.5)


def test_the_days_of_a_span_are_those_that_it_touches():
    """By the calendar of the city; its end is not in it."""
    start, end = datetime(2026, 5, 31, 19, tzinfo=UTC), datetime(2026, 6, 30, 19, tzinfo=UTC)

    june = touched_days(start, end, ALMATY)

    assert june == Days(date(2026, 6, 1), date(2026, 6, 30))
    assert (june.count, june.before) == (30, Days(date(2026, 5, 2), date(2026, 5, 31)))
    assert touched_days(start, end + timedelta(microseconds=1), ALMATY).last == date(2026, 7, 1)
    assert june.pieces() == [Piece(Grain.MONTH, date(2026, 6, 1), is_taken=False)]
