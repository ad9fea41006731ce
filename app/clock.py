"""The only module that reads the time of the machine; everything else receives a ``Clock``."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the present time, always with a zone."""

    def now(self) -> datetime:
        """Return the present time in UTC."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until ``at`` is set: for tests, replays and imports."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the time it was set to."""
        return self.at
