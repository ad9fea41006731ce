"""A time on the wall is one moment, and a later time is never an earlier moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sla.wall_clock import wall_clock_to_utc

ZONES = ("Asia/Almaty", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "UTC")
walls = st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1))


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Asia/Almaty", datetime(2024, 2, 29, 12), datetime(2024, 2, 29, 6)),
        ("Asia/Almaty", datetime(2024, 3, 1, 12), datetime(2024, 3, 1, 7)),
        ("Asia/Almaty", datetime(2024, 2, 29, 23, 30), datetime(2024, 2, 29, 17, 30)),  # its first showing
        ("America/New_York", datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7)),  # skipped: the jump
        ("America/New_York", datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30)),
        ("Pacific/Apia", datetime(2011, 12, 30, 15), datetime(2011, 12, 30, 10)),  # a whole day was skipped
    ],
)
def test_known_moments(zone, wall, utc):
    """Before and after a change of clocks, in an hour shown twice and in one skipped."""
    assert utc.replace(tzinfo=UTC) == wall_clock_to_utc(wall, ZoneInfo(zone))


@given(walls, st.timedeltas(timedelta(), timedelta(hours=30)), st.sampled_from(ZONES))
@settings(max_examples=500, deadline=None)
def test_time_never_goes_back(wall, later, zone):
    """On any day of any zone."""
    assert wall_clock_to_utc(wall, ZoneInfo(zone)) <= wall_clock_to_utc(wall + later, ZoneInfo(zone))
