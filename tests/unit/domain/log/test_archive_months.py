"""Which months may be archived."""

from datetime import UTC, date, datetime

import pytest

from app.domain.log.archive_months import last_limit, limit_keeping, month_at, month_of, months_after

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("month", "number", "wanted"),
    [
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 1), -27, date(2023, 12, 1)),
        (date(2026, 3, 1), 0, date(2026, 3, 1)),
    ],
)
def test_months_are_counted_over_years(month, number, wanted):
    """In both directions."""
    assert months_after(month, number) == wanted


def test_month_is_that_of_utc():
    """Whatever the zone of the time."""
    assert month_of(datetime.fromisoformat("2026-04-01T03:00:00+05:00")) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (datetime(2026, 3, 7, 23, 59, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 3, 8, 0, 0, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 1, 3, 0, 0, tzinfo=UTC), date(2025, 12, 1)),
    ],
)
def test_month_may_be_archived_a_week_after_its_end(now, wanted):
    """The limit is the first month that may not."""
    assert last_limit(now) == wanted


@pytest.mark.parametrize(("months", "wanted"), [(0, date(2026, 3, 1)), (1, date(2026, 2, 1)), (14, date(2025, 1, 1))])
def test_whole_months_stay_beside_the_present_one(months, wanted):
    """As many as asked for."""
    assert limit_keeping(months, NOW) == wanted


def test_month_that_ended_yesterday_stays_though_none_is_to_be_kept():
    """Letters of the morning are about it."""
    assert limit_keeping(0, datetime(2026, 3, 2, tzinfo=UTC)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("archived", "wanted"),
    [(None, date(2026, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 5, 1), date(2026, 6, 1))],
)
def test_months_of_the_archive_follow_each_other(archived, wanted):
    """Also where an import has written events of earlier times after them."""
    assert month_at(NOW, archived) == wanted
