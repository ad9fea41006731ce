"""Histograms of durations: percentiles within 2 %, and numbers that come back from the table."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures.durations import added, bucket_of, packed, percentile

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
