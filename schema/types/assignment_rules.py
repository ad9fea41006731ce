"""Assignment rules."""

from datetime import datetime

import strawberry

from app.domain.requests import assignment as domain
from app.queries.cities.assignment_rules import AssignmentRules as FoundRules
from schema.context import Info
from schema.cost import Cost
from schema.types.organisation import Organisation
from schema.types.places import Category, District


@strawberry.type(description="Which organisation gets the new requests of a category in a district.")
class AssignmentRule:
    rule: strawberry.Private[domain.AssignmentRule]
    executor_count: int = strawberry.field(
        description="How many approved executors the organisation has. Without any the rule leaves a request free."
    )

    @strawberry.field(description="Null for any category.")
    async def category(self, info: Info) -> Category | None:
        if self.rule.category_id is None:
            return None
        return Category.of((await info.context.catalog.categories())[self.rule.category_id])

    @strawberry.field(description="Null for any place. A district that was removed has no requests any more.")
    async def district(self, info: Info) -> District | None:
        if self.rule.district_id is None:
            return None
        district = await info.context.catalog.district(self.rule.district_id)
        return None if district is None else District.of(district)

    @strawberry.field(description="It gets the request: of its executors one who serves the category and has least.")
    async def organisation(self, info: Info) -> Organisation | None:
        found = await info.context.loaders.organisations.load(self.rule.organisation_id)
        return None if found is None else Organisation.of(found)


@strawberry.type(description="The assignment rules of a city. The first one that fits a new request counts.")
class AssignmentRules:
    version: int = strawberry.field(description="How many changes there were; the next change names it.")
    changed_at: datetime | None
    rules: list[AssignmentRule] = strawberry.field(directives=[Cost(items=50)], description="In their order.")

    @staticmethod
    def of(found: FoundRules) -> "AssignmentRules":
        """Return the rules as they were read."""
        rules = [
            AssignmentRule(rule=rule, executor_count=count)
            for rule, count in zip(found.rules, found.executors, strict=True)
        ]
        return AssignmentRules(version=found.version, changed_at=found.changed_at, rules=rules)
