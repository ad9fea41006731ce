"""How a report, or an author's answer, reached the officer who typed it in."""

from enum import StrEnum


class ReportSource(StrEnum):
    """Where an officer got a report or an answer from; a report that its author sent has none."""

    PHONE = "PHONE"
    """a call"""
    COUNTER = "COUNTER"
    """a person at the counter, or a letter on paper"""
    ROUND = "ROUND"
    """the officer's own round of the city: no citizen has reported it"""


FROM_A_CITIZEN = frozenset(ReportSource) - {ReportSource.ROUND}
"""The sources behind which stands a person who may be named and asked."""
