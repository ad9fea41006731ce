"""The two ways a promise is counted: round the clock, or in the working hours of the city."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.domain.sla.calendar import WorkCalendar


class Counted(StrEnum):
    """Which hours of a promise count."""

    ROUND_THE_CLOCK = "ROUND_THE_CLOCK"
    WORKING_HOURS = "WORKING_HOURS"


class Counting(Protocol):
    """Arithmetic with the hours that count for a promise."""

    def add(self, start: datetime, working: timedelta) -> datetime:
        """Return the time by which so many counting hours have passed."""
        ...

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the counting hours from start to end, never negative."""
        ...


class RoundTheClock:
    """Every hour counts."""

    def add(self, start: datetime, working: timedelta) -> datetime:
        """Return the time so much later."""
        return start + working

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the elapsed time, never negative."""
        return max(timedelta(), end - start)


def counting_of(counted: Counted, calendar: WorkCalendar) -> Counting:
    """Return the arithmetic for a promise that is counted so, in the city of this calendar."""
    return calendar if counted is Counted.WORKING_HOURS else RoundTheClock()
