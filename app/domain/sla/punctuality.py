"""Whether a promise was kept, from its times alone."""

from datetime import datetime
from enum import StrEnum


class Punctuality(StrEnum):
    """What became of a promise."""

    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"


def kept(opened_at: datetime, due_at: datetime | None, closed_at: datetime | None, now: datetime) -> Punctuality:
    """Return whether the promise was kept, or as of ``now`` still is.

    Closed at the deadline itself is on time. Where nothing was promised nothing is late. A closing time that lies
    before the opening, as crooked clocks write it, counts as closed when opened.
    """
    if due_at is None:
        return Punctuality.ON_TIME
    judged_at = now if closed_at is None else max(opened_at, closed_at)
    return Punctuality.ON_TIME if judged_at <= due_at else Punctuality.OVERDUE
