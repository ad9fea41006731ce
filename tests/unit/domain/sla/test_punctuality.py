"""Whether a request was closed on time follows from opened, target and closed alone."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.sla import Punctuality, punctuality_of

OPENED = datetime(2015, 6, 1, tzinfo=UTC)
DUE = OPENED + timedelta(days=2)
NOW = OPENED + timedelta(days=9)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("due_at", "closed_at", "now", "expected"),
    [
        (DUE, DUE - SECOND, NOW, "ON_TIME"),
        (DUE, DUE, NOW, "ON_TIME"),
        (DUE, DUE + SECOND, NOW, "OVERDUE"),
        (DUE, None, DUE, "ON_TIME"),
        (DUE, None, DUE + SECOND, "OVERDUE"),
        (DUE, DUE - SECOND, OPENED, "ON_TIME"),
        (None, None, NOW, "ON_TIME"),
        (None, NOW, NOW, "ON_TIME"),
        (DUE, OPENED - SECOND, NOW, "ON_TIME"),
        (OPENED - SECOND, OPENED - 2 * SECOND, NOW, "OVERDUE"),
    ],
)
def test_punctuality(due_at, closed_at, now, expected):
    """At the deadline itself is on time; an open one is judged as of now; crooked clocks count from the opening."""
    assert Punctuality(expected) is punctuality_of(OPENED, due_at, closed_at, now)
