"""The assignment rules of a city."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.accounts.roles import Role
from app.domain.requests.assignment import AssignmentRule
from app.models.accounts.account import Account
from app.models.cities.assignment_rule import AssignmentRuleChange, AssignmentRuleRow


@dataclass(frozen=True, slots=True)
class AssignmentRules:
    """All rules of a city, in the order in which they are tried."""

    city_id: str
    version: int
    """The number of changes so far: a change names the version that it is based on."""
    changed_at: datetime | None
    rules: Sequence[AssignmentRule]
    executors: Sequence[int]
    """How many executors may be given a request by each rule."""


async def assignment_rules(city_id: str) -> AssignmentRules:
    """Return the rules of the city; none before the first change."""
    newest = await AssignmentRuleChange.filter(city_id=city_id).order_by("-version").first()
    found = await AssignmentRuleRow.filter(city_id=city_id).order_by("rank")
    rules = [
        AssignmentRule(category_id=row.category_id, district_id=row.district_id, organisation_id=row.organisation_id)
        for row in found
    ]
    counts = dict.fromkeys((rule.organisation_id for rule in rules), 0)
    employed = await Account.filter(
        city_id=city_id,
        role=Role.EXECUTOR,
        organisation_id__in=list(counts),
        approved_at__isnull=False,
        blocked_at__isnull=True,
    ).values_list("organisation_id", "blocked_cities")
    for organisation_id, blocked in employed:
        counts[organisation_id] += city_id not in blocked
    return AssignmentRules(
        city_id=city_id,
        version=newest.version if newest else 0,
        changed_at=newest.changed_at if newest else None,
        rules=rules,
        executors=[counts[rule.organisation_id] for rule in rules],
    )
