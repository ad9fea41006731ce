"""How long ago requests were finished: the periods that a map may show, and the ages that the read models count by.

A request is of age 0 while work is owed. Afterwards it grows older at fixed moments, so a period is a range of ages.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from enum import StrEnum

AGE_DAYS = (7, 30, 90, 365)
"""After so many days a finished request is of the next age."""
_LIMITS = tuple(timedelta(days=days) for days in AGE_DAYS)


class Period(StrEnum):
    """Open requests, and those finished within so many days."""

    OPEN = "OPEN"
    DAYS_7 = "DAYS_7"
    DAYS_30 = "DAYS_30"
    DAYS_90 = "DAYS_90"
    DAYS_365 = "DAYS_365"
    ALL = "ALL"

    @property
    def oldest_age(self) -> int:
        """The last age of the period; it has all before as well."""
        return _OLDEST[self]

    @property
    def days(self) -> int | None:
        """How many days ago the finished requests were finished at most; None without a limit, 0 for none of them."""
        return (0, *AGE_DAYS, None)[self.oldest_age]

    def covers(self, finished_at: datetime | None, now: datetime) -> bool:
        """Whether a request that was finished then, or is open, is of the period."""
        return age_of(finished_at, now) <= self.oldest_age


_OLDEST = {period: age for age, period in enumerate(Period)}


def age_of(finished_at: datetime | None, now: datetime) -> int:
    """Return the age of a request: 0 while it is open, 1 to 5 afterwards."""
    return 0 if finished_at is None else 1 + bisect_right(_LIMITS, now - finished_at)


def aged(finished_at: datetime | None, now: datetime) -> tuple[int, datetime | None]:
    """Return the age of a request, and when it is of the next age; None for an open one and at the last age."""
    age = age_of(finished_at, now)
    return age, finished_at + _LIMITS[age - 1] if finished_at and 0 < age <= len(_LIMITS) else None


def grown(age: int, older: datetime | None, now: datetime) -> tuple[int, datetime | None]:
    """Return age and ``older_at`` at ``now`` of a request that had these before."""
    return (age, None) if older is None else aged(older - _LIMITS[age - 1], now)
