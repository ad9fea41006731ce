"""The working time of one year as a table, so that thousands of hours cost one look-up a year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class WorkedYear:
    """The stretches of working time that begin in one local year, in UTC, in order, without overlap."""

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    worked_before: tuple[timedelta, ...]
    """For each stretch, the working time of the year that lies before it."""
    total: timedelta

    @classmethod
    def of(cls, stretches: Iterable[tuple[datetime, datetime]]) -> Self:
        """Count through the stretches once."""
        starts, ends, worked_before, total = [], [], [], timedelta()
        for start, end in stretches:
            starts.append(start)
            ends.append(end)
            worked_before.append(total)
            total += end - start
        return cls(tuple(starts), tuple(ends), tuple(worked_before), total)

    def holds(self, at: datetime) -> bool:
        """Tell whether the moment is working time."""
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def worked_until(self, at: datetime) -> timedelta:
        """Return the working time of this year before the moment."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return timedelta()
        return self.worked_before[index] + (min(at, self.ends[index]) - self.starts[index])

    def when_worked(self, working: timedelta) -> datetime:
        """Return the earliest moment by which so much of this year is worked: more than nothing, at most the total."""
        index = bisect_left(self.worked_before, working) - 1
        return self.starts[index] + (working - self.worked_before[index])
