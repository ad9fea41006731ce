"""What makes a zone of a city a problem: figures above the city's own average, beyond what chance would explain.

The comparison is the standardised ratio of epidemiology: what was counted in a zone, divided by what the city's own
figures let expect there. A few requests more or less move the ratio of a small zone a lot, so zones are ranked by the
lower limit of the ratio (Byar's approximation of the exact Poisson limits; Breslow and Day 1987, volume 2, section
2.3): it is near the ratio where much was counted, and far below where little was.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from math import sqrt

MINIMUM_REQUESTS = 10
"""A zone with fewer requests in the period is compared with nothing."""
MINIMUM_LATE = 3
"""A zone with fewer missed deadlines is in no list of missed deadlines."""
ONE_SIDED_95 = 1.6449
"""The quantile of the normal distribution: one zone in twenty without any cause is above its lower limit."""
DAYS_OF_WEEK = 7


class ZonePeriod(Enum):
    """A period in weeks, the current one included."""

    FOUR_WEEKS = 4
    THIRTEEN_WEEKS = 13
    FIFTY_TWO_WEEKS = 52


AGES = tuple(sorted({0} | {period.value * times for period in ZonePeriod for times in (1, 2)}))
"""The ages in weeks at which a request enters a period or leaves it; between two of them nothing changes."""


def class_of(week: date, current: date) -> int | None:
    """Return between which of these ages a week is, given by its Monday; None for one to come, or in no period."""
    weeks = weeks_between(week, current)
    return bisect_right(AGES, weeks) - 1 if AGES[0] <= weeks < AGES[-1] else None


def weeks_between(week: date, current: date) -> int:
    """Return the age of a week in weeks; negative for one to come."""
    return (current - week).days // DAYS_OF_WEEK


class ZoneOrder(StrEnum):
    """By what zones are ranked."""

    REQUESTS = "REQUESTS"
    """how many requests there are, compared with the average zone that has any"""
    LATE = "LATE"
    """how many of them missed their deadline, compared with what the city misses in the same categories"""


@dataclass(frozen=True, slots=True)
class Window:
    """A period and the one before it, in weeks that begin on Mondays at midnight UTC."""

    before: date
    """The first day of the period before."""
    start: date
    """The first day of the period."""
    days: float
    """How much of the period has passed, in days."""
    days_before: int

    @classmethod
    def of(cls, period: ZonePeriod, now: datetime) -> "Window":
        """Return the period that ends with the current week."""
        start = week_of(now) - timedelta(weeks=period.value - 1)
        passed = now.astimezone(UTC) - datetime(start.year, start.month, start.day, tzinfo=UTC)
        days_before = DAYS_OF_WEEK * period.value
        return cls(start - timedelta(days=days_before), start, passed.total_seconds() / 86_400, days_before)


@dataclass(frozen=True, slots=True)
class Standing:
    """A count compared with what was expected."""

    observed: int
    expected: float

    @property
    def ratio(self) -> float:
        """How many times as many as expected; 0 where nothing was expected."""
        return self.observed / self.expected if self.expected > 0 else 0.0

    @property
    def at_least(self) -> float:
        """The lower limit of the ratio, beyond which chance seldom reaches."""
        return poisson_lower_limit(self.observed) / self.expected if self.expected > 0 else 0.0

    @property
    def stands_out(self) -> bool:
        """Whether chance seldom explains so many."""
        return self.at_least > 1


def poisson_lower_limit(observed: int) -> float:
    """Return the mean below which a Poisson variable seldom (5 %) reaches this count."""
    if observed <= 0:
        return 0.0
    return float(observed * max(0.0, 1 - 1 / (9 * observed) - ONE_SIDED_95 / (3 * sqrt(observed))) ** 3)


def week_of(moment: datetime) -> date:
    """Return the Monday of the week of a moment, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def trend(observed: int, before: int, window: Window) -> float | None:
    """Return how many times as many a day as in the period before; None where that had too few to say."""
    if before < MINIMUM_REQUESTS or window.days <= 0:
        return None
    return (observed / window.days) / (before / window.days_before)
