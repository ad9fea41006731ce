"""Ages of finished requests, and the periods that are ranges of them."""

from datetime import timedelta

import pytest

from app.domain.figures.period import AGE_DAYS, Period, age_of, aged, grown
from tests.conftest import NOON

MOMENT = timedelta(microseconds=1)


def test_an_open_request_has_no_age_and_is_of_every_period():
    """Work is owed, whatever the time."""
    assert age_of(None, NOON) == 0
    assert aged(None, NOON) == (0, None)
    assert all(period.covers(None, NOON) for period in Period)


@pytest.mark.parametrize(("age", "days"), list(enumerate(AGE_DAYS, start=1)))
def test_a_finished_request_is_older_exactly_after_so_many_days(age, days):
    """Not a moment before, and the moment is foreseen."""
    finished_at = NOON - timedelta(days=days)

    assert age_of(finished_at + MOMENT, NOON) == age
    assert aged(finished_at + MOMENT, NOON) == (age, NOON + MOMENT)
    assert age_of(finished_at, NOON) == age + 1


def test_time_that_never_came_is_the_first_age():
    """A closing in the future, as imports may have."""
    assert age_of(NOON + timedelta(days=3), NOON) == 1


def test_a_period_covers_what_was_finished_within_its_days():
    """And each covers all that the one before does."""
    finished_at = NOON - timedelta(days=30)

    assert [period for period in Period if period.covers(finished_at, NOON)] == [
        Period.DAYS_90,
        Period.DAYS_365,
        Period.ALL,
    ]
    assert Period.DAYS_30.covers(finished_at + MOMENT, NOON)
    assert [period.days for period in Period] == [0, 7, 30, 90, 365, None]


def test_age_grows_from_any_moment_to_any_other():
    """Also over several ages at once; open and old requests stay as they are."""
    finished_at = NOON - timedelta(hours=1)
    now = NOON
    for _ in range(10):
        before = aged(finished_at, now)
        for days in (0, 1, 40, 1000):
            later = now + timedelta(days=days)
            assert grown(*before, later) == aged(finished_at, later)
        now += timedelta(days=41)
    assert grown(0, None, NOON) == (0, None)
