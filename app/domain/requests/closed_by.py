"""Whose word has closed a service request."""

from enum import StrEnum

from app.domain.requests.lifecycle import Status


class ClosedBy(StrEnum):
    """Whose word, or whose silence, has closed a service request."""

    AUTHOR = "AUTHOR"
    """an author confirmed the work, or withdrew the request"""
    SILENCE = "SILENCE"
    """no author answered in time; no author has said that the problem is solved"""
    AKIMAT = "AKIMAT"
    """the Akimat rejected or merged it"""


_CLOSED_BY = {
    Status.CONFIRMED: ClosedBy.AUTHOR,
    Status.UNANSWERED: ClosedBy.SILENCE,
    Status.REJECTED: ClosedBy.AKIMAT,
    Status.WITHDRAWN: ClosedBy.AUTHOR,
    Status.MERGED: ClosedBy.AKIMAT,
}


def closed_by(status: Status) -> ClosedBy | None:
    """Return whose word leads to this status; None where the request is not closed."""
    return _CLOSED_BY.get(status)
