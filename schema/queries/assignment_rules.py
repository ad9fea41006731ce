"""The query of assignment rules."""

import strawberry

from app.auth.permissions import require
from app.queries.cities.assignment_rules import assignment_rules
from schema.context import Info
from schema.cost import Cost
from schema.types.assignment_rules import AssignmentRules


@strawberry.type
class AssignmentRuleQuery:
    """The query of assignment rules."""

    @strawberry.field(
        directives=[Cost(points=50)],
        description="Which organisation gets new requests, by category and district. For the city's Akimat.",
    )
    async def assignment_rules(self, info: Info, city_id: strawberry.ID) -> AssignmentRules:
        require(info.context.viewer, "assignmentRules", city_id=city_id)
        return AssignmentRules.of(await assignment_rules(city_id))
