"""Whether a promise was kept, from its times alone."""

from datetime import datetime
from enum import StrEnum


class Punctuality(StrEnum):
    """Whether work was, or still is, on time."""

    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"


def punctuality_of(
    opened_at: datetime, due_at: datetime | None, closed_at: datetime | None, now: datetime
) -> Punctuality:
    """Return whether a request was closed by its deadline, or as of ``now`` still can be.

    Closed at the deadline itself is on time, and so is a request without a deadline. A closing time before the opening
    time, as imported data may have, counts as the opening time.
    """
    if due_at is None:
        return Punctuality.ON_TIME
    judged_at = now if closed_at is None else max(opened_at, closed_at)
    return Punctuality.ON_TIME if judged_at <= due_at else Punctuality.OVERDUE
