"""The policy: how many hours a category is promised, and which version holds for a city at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from app.domain.sla.calendar import HORIZON
from app.domain.sla.counting import Counted
from app.errors import InvalidInput, QalaError


class NoPolicy(QalaError):
    """No policy promises anything for this category."""

    code = "NO_POLICY"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaPolicy:
    """One version of what is promised for a category. A version never changes: a new promise is a new version."""

    id: str
    category_id: str
    city_id: str | None = None
    """The city that the policy is for; None for every city without its own."""
    version: int = 1
    hours: float
    counted: Counted = Counted.ROUND_THE_CLOCK
    at_risk_share: float = 0.75
    """The share of the hours after which the deadline is at risk."""
    escalate_after_share: float = 1.0
    """How much longer than the hours, as a share of them, a breach may stand before it is escalated."""
    valid_from: datetime

    def __post_init__(self) -> None:
        longest = HORIZON / timedelta(hours=1)
        _check("hours", self.hours, 0 < self.hours <= longest, f"more than 0 and at most {longest:g}")
        _check("version", self.version, self.version >= 1, "1 or more")
        _check("atRiskShare", self.at_risk_share, 0 < self.at_risk_share < 1, "between 0 and 1")
        _check("escalateAfterShare", self.escalate_after_share, 0 < self.escalate_after_share <= 10, "0 to 10, not 0")
        if self.valid_from.tzinfo is None:
            raise InvalidInput("validFrom", "validFrom: expected a time with a zone")

    @property
    def period(self) -> timedelta:
        """Return the promised time."""
        return timedelta(hours=self.hours)


def policy_for(policies: Iterable[SlaPolicy], *, city_id: str, category_id: str, at: datetime) -> SlaPolicy:
    """Return the policy in force: of the city before that of everywhere, of the newest version valid by then.

    Raises:
        NoPolicy: there is none.
    """
    in_force = [
        policy
        for policy in policies
        if policy.category_id == category_id and policy.city_id in {None, city_id} and policy.valid_from <= at
    ]
    if not in_force:
        raise NoPolicy(
            f"no policy promises {category_id!r} in {city_id!r} as of {at.isoformat()}",
            cityId=city_id,
            categoryId=category_id,
        )
    return max(in_force, key=lambda policy: (policy.city_id is not None, policy.version, policy.valid_from))


def _check(field: str, value: float, is_right: bool, expected: str) -> None:
    if not (isfinite(value) and is_right):
        raise InvalidInput(field, f"{field}: expected {expected}, got {value}")
