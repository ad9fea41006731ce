"""Which months of the event log may be archived. Months are those of UTC, and are given as their first days."""

from datetime import UTC, date, datetime, time, timedelta

SETTLED_AFTER = timedelta(days=7)
"""So long after its end the events of a month stay in the live table: letters of the morning are about yesterday, in
the time zone of a city, and some steps are stored a little after their time."""


def month_of(at: datetime) -> date:
    """Return the month of a time."""
    return at.astimezone(UTC).date().replace(day=1)


def months_after(month: date, number: int) -> date:
    """Return the month so many months later; earlier for a negative number."""
    year, index = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(year, index + 1, 1)


def begin_of(month: date) -> datetime:
    """Return the time at which a month begins."""
    return datetime.combine(month, time(), UTC)


def last_limit(now: datetime) -> date:
    """Return the month before which all may be archived: the months before it have ended long enough ago."""
    return month_of(now - SETTLED_AFTER)


def limit_keeping(months: int, now: datetime) -> date:
    """Return the month before which all is archived where so many whole months stay, beside the present one."""
    return min(months_after(month_of(now), -months), last_limit(now))


def month_at(first: datetime, archived: date | None) -> date:
    """Return the month that begins with an event of this time, after the last archived month.

    An import writes events of earlier times; they belong to the month in which they stand.
    """
    month = month_of(first)
    return month if archived is None else max(month, months_after(archived, 1))
