"""The two ways a promise counts: round the clock, or through the working hours of the city."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.domain.sla.calendar import WorkCalendar


class Counted(StrEnum):
    """Which hours of a promise count."""

    ROUND_THE_CLOCK = "ROUND_THE_CLOCK"
    WORKING_HOURS = "WORKING_HOURS"


class Counting(Protocol):
    """How time passes for a promise."""

    def add(self, start: datetime, working: timedelta) -> datetime:
        """Return the moment by which so much time that counts has passed."""
        ...

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the time that counts from start to end, never less than nothing."""
        ...


class RoundTheClock:
    """Every hour counts."""

    def add(self, start: datetime, working: timedelta) -> datetime:
        """Return the moment so much later."""
        return start + working

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return what lies between, never less than nothing."""
        return max(timedelta(), end - start)


def counting_of(counted: Counted, calendar: WorkCalendar) -> Counting:
    """Return how time passes for a promise that counts so in the city of this calendar."""
    return calendar if counted is Counted.WORKING_HOURS else RoundTheClock()
