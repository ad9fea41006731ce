"""The working time of one year as a sorted table, so that counting thousands of hours costs one look-up a year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class WorkedYear:
    """The intervals of working time that begin in one local year, in UTC, in order, without overlap."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    worked_before: tuple[timedelta, ...]
    """For each interval, the working time of the year that lies before it."""
    total: timedelta

    @classmethod
    def of(cls, intervals: Iterable[tuple[datetime, datetime]]) -> Self:
        """Return the table of these intervals."""
        starts, ends, worked_before, total = [], [], [], timedelta()
        for start, end in intervals:
            starts.append(start)
            ends.append(end)
            worked_before.append(total)
            total += end - start
        return cls(tuple(starts), tuple(ends), tuple(worked_before), total)

    def worked_until(self, at: datetime) -> timedelta:
        """Return the working time of this year before ``at``."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return timedelta()
        return self.worked_before[index] + (min(at, self.ends[index]) - self.starts[index])

    def when_worked(self, working: timedelta) -> datetime:
        """Return the earliest time by which ``working`` of this year is worked: more than zero, at most the total."""
        index = bisect_left(self.worked_before, working) - 1
        return self.starts[index] + (working - self.worked_before[index])
