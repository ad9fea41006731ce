"""Times as clients see them."""

from datetime import datetime


def is_same_moment(stored: datetime, given: datetime) -> bool:
    """Whether a stored time is the one that a client names: the API writes milliseconds, the tables microseconds."""
    return _in_milliseconds(stored) == _in_milliseconds(given)


def _in_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
