"""When the night of a city is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.notifications.quiet_hours import quiet_until

ALMATY = ZoneInfo("Asia/Almaty")
BOSTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("zone", "local", "morning"),
    [
        (ALMATY, "2026-11-20T21:59:59", None),
        (ALMATY, "2026-11-20T22:00:00", "2026-11-21T08:00:00"),
        (ALMATY, "2026-11-21T00:00:00", "2026-11-21T08:00:00"),
        (ALMATY, "2026-11-21T07:59:59", "2026-11-21T08:00:00"),
        (ALMATY, "2026-11-21T08:00:00", None),
        (ALMATY, "2026-12-31T23:30:00", "2027-01-01T08:00:00"),
        # The clocks are put back in this night.
        (BOSTON, "2026-10-31T23:00:00", "2026-11-01T08:00:00"),
    ],
)
def test_the_night_ends_at_eight_by_the_clock_of_the_city(zone, local, morning):
    now = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    expected = None if morning is None else datetime.fromisoformat(morning).replace(tzinfo=zone).astimezone(UTC)

    assert quiet_until(now, zone) == expected
