"""The lists that reasons are chosen from."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why work is on hold."""

    WEATHER = "WEATHER"
    MATERIALS = "MATERIALS"
    ACCESS = "ACCESS"
    OTHER_AGENCY = "OTHER_AGENCY"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class RejectReason(StrEnum):
    """Why a request will not be worked on."""

    NOT_OUR_RESPONSIBILITY = "NOT_OUR_RESPONSIBILITY"
    NOT_FOUND = "NOT_FOUND"
    INSUFFICIENT_INFORMATION = "INSUFFICIENT_INFORMATION"
    NOT_A_PROBLEM = "NOT_A_PROBLEM"
    SPAM = "SPAM"
    OTHER = "OTHER"
