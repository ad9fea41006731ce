"""Histograms of durations: percentiles within 2 %, and numbers that come back from the table."""

import struct
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures.durations import added, bucket_of, packed, percentile, percentiles_of, with_added

seconds = st.floats(1, 3e8)


def histogram_of(durations):
    """Return the histogram of these durations."""
    return added(packed({bucket_of(duration): 1}) for duration in durations)


@given(durations=st.lists(seconds, min_size=1, max_size=200), share=st.floats(0, 1))
def test_percentiles_of_any_window_are_within_two_percent(durations, share):
    """Of the value at that rank."""
    exact = sorted(durations)[max(1, ceil(share * len(durations))) - 1]

    assert percentile(histogram_of(durations), share) == pytest.approx(exact, rel=0.02)


@given(one=st.lists(seconds), other=st.lists(seconds))
def test_histograms_of_days_add_up_to_that_of_their_window(one, other):
    """However the durations are spread over the days."""
    assert added([packed(histogram_of(one)), packed(histogram_of(other))]) == histogram_of(one + other)


@given(one=st.lists(seconds), other=st.lists(seconds))
def test_counts_are_added_to_a_packed_histogram_and_taken_away_again(one, other):
    """In its own order, without buckets that are empty."""
    before, more = packed(histogram_of(one)), histogram_of(other)

    after = with_added(before, more)

    assert after == packed(histogram_of(one + other))
    assert with_added(after, {bucket: -count for bucket, count in more.items()}) == before


def test_more_cannot_be_taken_away_than_there_is():
    """The sequencer stops rather than to store what was never counted."""
    with pytest.raises(OverflowError):
        with_added(packed({3: 1}), {3: -2})
    with pytest.raises(OverflowError):
        with_added([], {3: -1})


def as_sent(numbers):
    """Return the elements of an array as PostgreSQL sends them."""
    return b"".join(struct.pack(">iI", 4, number) for number in numbers)


windows = st.lists(st.tuples(st.lists(seconds, max_size=50), st.lists(seconds, max_size=20)), max_size=5)


@given(keys=st.lists(windows, max_size=4), percents=st.lists(st.integers(1, 100), max_size=3))
def test_percentiles_of_sent_arrays_are_those_of_their_sum(keys, percents):
    """For each key, of any number of arrays, empty ones among them, without those that are taken off."""
    sent, expected = [], []
    for days in keys:
        kept, taken = ([packed(histogram_of(day[side])) for day in days] for side in (0, 1))
        both = [packed(histogram_of([*stays, *leaves])) for stays, leaves in days]
        sent.append((b"".join(map(as_sent, both)), b"".join(map(as_sent, taken))))
        total = added(kept)
        # Exact shares: the rank of a rounded one may be the next.
        expected.append(tuple(percentile(total, Fraction(percent, 100)) for percent in percents))

    assert percentiles_of(sent, percents) == expected


def test_percentiles_of_the_largest_counts():
    """A count of 22 bits in the last bucket has all bits of a number but the first."""
    largest = as_sent(packed({bucket_of(1e12): 2**22 - 1}))
    assert percentiles_of([(largest, b"")], [50]) == [(percentile({511: 1}, 0.5),)]


@pytest.mark.parametrize("duration", [-5, 0, 0.3, 1])
def test_the_shortest_durations_share_a_bucket(duration):
    """A table may say that work ended before it began."""
    assert bucket_of(duration) == 0


def test_no_duration_has_no_percentile():
    """Not zero."""
    assert percentile({}, 0.5) is None


def test_the_largest_numbers_fit_into_a_column():
    """Of 32 bits; a count that does not fit is refused and not cut."""
    assert packed({bucket_of(1e12): 2**22 - 1}) == [2**31 - 1]
    for count in (-1, 2**22):
        with pytest.raises(OverflowError, match="bucket 3"):
            packed({3: count})
