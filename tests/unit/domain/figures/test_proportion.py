"""The interval of Wilson against published values."""

import pytest

from app.domain.figures.proportion import wilson_interval


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_has_the_published_values(successes, count, low, high):
    """To four decimals."""
    assert wilson_interval(successes, count) == pytest.approx((low, high), abs=5e-5)


def test_more_cases_make_it_narrower_around_the_same_share():
    """Ten of ten says less than a thousand of a thousand."""
    lows = [wilson_interval(count, count)[0] for count in (1, 10, 100, 1000)]

    assert lows == sorted(lows)
    assert lows[1] < 0.73
    assert lows[3] > 0.996


@pytest.mark.parametrize("successes", [-1, 11])
def test_impossible_counts_are_refused(successes):
    """They would give a root of a negative number, or a share above one."""
    with pytest.raises(ValueError, match="10 successes"):
        wilson_interval(successes, 10)
