"""The mutation of assignment rules."""

import strawberry

from app.commands.staff.assignment_rules import set_assignment_rules
from app.domain.requests.assignment import AssignmentRule
from schema.context import Info
from schema.ids import uuid_of
from schema.types.assignment_rules import AssignmentRules


@strawberry.input(description="One rule: requests of this category in this district go to this organisation.")
class AssignmentRuleInput:
    category_id: strawberry.ID | None = strawberry.field(default=None, description="Null for any category.")
    district_id: strawberry.ID | None = strawberry.field(default=None, description="Null for any place.")
    organisation_id: strawberry.ID


@strawberry.input(description="All rules of the city in their order, at most 500. They apply to requests sent later.")
class SetAssignmentRulesInput:
    city_id: strawberry.ID
    version: int = strawberry.field(description="That of the rules which were read; 0 before the first change.")
    rules: list[AssignmentRuleInput]


@strawberry.type
class AssignmentRuleMutation:
    """The mutation of assignment rules."""

    @strawberry.mutation(
        description="Replace the assignment rules of the city. For its Akimat. A rule that an earlier one leaves no"
        " request is refused; `CONFLICT` where the rules were changed since they were read."
    )
    async def set_assignment_rules(self, info: Info, input: SetAssignmentRulesInput) -> AssignmentRules:
        rules = [
            AssignmentRule(
                category_id=given.category_id,
                district_id=given.district_id,
                organisation_id=uuid_of(f"rules[{number}].organisationId", given.organisation_id),
            )
            for number, given in enumerate(input.rules)
        ]
        context = info.context
        found = await set_assignment_rules(context.command_context, context.viewer, input.city_id, input.version, rules)
        return AssignmentRules.of(found)
