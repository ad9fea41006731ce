"""What an officer may decide about an account."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """A kind of decision."""

    APPROVED = "APPROVED"
    """an executor may work; or an officer may act for the city"""
    BY_DOMAIN = "BY_DOMAIN"
    """an officer was approved by an address of the city's own domain, without a decision of a person"""
    REJECTED = "REJECTED"
    """an executor or an officer who waited for approval may not"""
    RETIRED = "RETIRED"
    """an officer left the office"""
    CATEGORIES = "CATEGORIES"
    """the categories that an executor serves were chosen"""
    MADE_HEAD = "MADE_HEAD"
    """an executor became the head of their organisation"""
    HEAD_ENDED = "HEAD_ENDED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
