"""Assignment rules: which organisation gets the new requests of a category in a district.

The rules of a city are a list, and the first one that fits a request counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

MOST_RULES = 500
"""Categories by districts of a large city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRule:
    """One row of the list. None stands for any category, or for any place, in a district or not."""

    category_id: str | None = None
    district_id: str | None = None
    organisation_id: UUID

    def fits(self, category_id: str, district_id: str | None) -> bool:
        """Whether the rule is about requests of this category in this district."""
        return self.category_id in {None, category_id} and self.district_id in {None, district_id}

    def covers(self, other: "AssignmentRule") -> bool:
        """Whether this rule fits every request that the other one fits."""
        return self.category_id in {None, other.category_id} and self.district_id in {None, other.district_id}


def first_match(rules: Sequence[AssignmentRule], category_id: str, district_id: str | None) -> AssignmentRule | None:
    """Return the rule that counts for a request of this category in this district; None where none fits."""
    return next((rule for rule in rules if rule.fits(category_id, district_id)), None)


def covered_rules(rules: Sequence[AssignmentRule]) -> Iterator[tuple[int, int]]:
    """Yield each rule that never counts with the first one before it that fits all of its requests, by number."""
    for number, rule in enumerate(rules):
        earlier = next((other for other in range(number) if rules[other].covers(rule)), None)
        if earlier is not None:
            yield number, earlier
