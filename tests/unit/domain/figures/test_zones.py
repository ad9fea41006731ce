"""Zones that stand out: small numbers do not, and the limits are those of the tables."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures.zones import (
    MINIMUM_REQUESTS,
    Standing,
    Window,
    ZonePeriod,
    poisson_lower_limit,
    trend,
    week_of,
)
from app.domain.places.hexagons import box_of, centre_of, corners_of, hexagon_at, hexagon_id, hexagon_named


@pytest.mark.parametrize(
    ("observed", "exact"), [(1, 0.05129), (2, 0.35536), (5, 1.97015), (10, 5.42541), (30, 21.5941), (100, 84.1388)]
)
def test_the_lower_limit_is_near_the_exact_one(observed, exact):
    """The exact limits are half the 5 % quantiles of chi squared with twice as many degrees of freedom."""
    assert poisson_lower_limit(observed) == pytest.approx(exact, abs=0.02)


@given(st.integers(0, 10**6))
def test_the_lower_limit_grows_and_stays_below_the_count(observed):
    assert 0 <= poisson_lower_limit(observed) <= observed
    assert poisson_lower_limit(observed) < poisson_lower_limit(observed + 1) or observed == 0


def test_a_small_zone_with_a_large_ratio_ranks_behind_a_large_zone():
    """Three where one was expected may be chance; a hundred where fifty were is not."""
    small, large = Standing(3, 1.0), Standing(100, 50.0)

    assert small.ratio > large.ratio
    assert small.at_least < 1 < large.at_least
    assert (small.stands_out, large.stands_out) == (False, True)


def test_nothing_expected_is_no_reason_to_stand_out():
    assert (Standing(5, 0.0).ratio, Standing(5, 0.0).stands_out) == (0.0, False)
    assert Standing(0, 5.0).at_least == 0.0


def test_windows_begin_on_mondays_and_do_not_overlap():
    """The current week counts as far as it has passed."""
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
    window = Window.of(ZonePeriod.FOUR_WEEKS, now)

    assert (window.start, window.before) == (date(2026, 11, 2), date(2026, 10, 5))
    assert (window.days, window.days_before) == (23.5, 28)
    assert week_of(datetime(2026, 11, 23, tzinfo=UTC)) == date(2026, 11, 23)
    assert week_of(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == date(2026, 11, 16)


def test_the_trend_compares_days_with_days():
    """Half a period has passed with half as many as in the whole period before: nothing has changed."""
    window = Window(date(2026, 10, 5), date(2026, 11, 2), days=14.0, days_before=28)

    assert trend(20, 40, window) == 1.0
    assert trend(40, 40, window) == 2.0
    assert trend(40, MINIMUM_REQUESTS - 1, window) is None


@given(st.floats(-85, 85), st.floats(-179, 179))
def test_a_hexagon_holds_its_place(latitude, longitude):
    hexagon = hexagon_at(latitude, longitude)

    assert hexagon < 2**63
    assert hexagon_named(hexagon_id(hexagon)) == hexagon
    assert hexagon_at(*centre_of(hexagon)) == hexagon
    if max(abs(corner[1]) for corner in corners_of(hexagon)) < 179:
        box = box_of(hexagon)
        assert box.west - 0.001 <= longitude <= box.east + 0.001


@pytest.mark.parametrize("name", ["", "zz", "8", "89283082803ffff", "f" * 40, "88283082803fffx", "0", "-1"])
def test_other_names_are_no_hexagons(name):
    """Also those of another size."""
    assert hexagon_named(name) is None


def test_weeks_are_counted_by_moments_of_any_zone():
    almaty = datetime.fromisoformat("2026-11-23T04:00:00+05:00")

    assert week_of(almaty) == date(2026, 11, 16)
    assert week_of(almaty + timedelta(hours=1)) == date(2026, 11, 23)
