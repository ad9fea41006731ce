"""What an officer may decide about an account."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """A kind of decision."""

    APPROVED = "APPROVED"
    """an executor may work"""
    REJECTED = "REJECTED"
    """an executor who waited may not"""
    CATEGORIES = "CATEGORIES"
    """what an executor serves"""
    MADE_HEAD = "MADE_HEAD"
    """an executor answers for their organisation"""
    HEAD_ENDED = "HEAD_ENDED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
