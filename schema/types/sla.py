"""Deadline policies."""

from datetime import datetime

import strawberry

from app.domain import sla as domain
from schema.context import Info
from schema.types.places import Category

Counted = strawberry.enum(domain.Counted, description="Which hours count towards a deadline.")


@strawberry.type(description="The deadline policy of a city for a category. A version never changes.")
class SlaPolicy:
    policy: strawberry.Private[domain.SlaPolicy]
    version: int
    hours: float
    counted: domain.Counted
    at_risk_share: float = strawberry.field(description="The share of the hours after which the deadline is at risk.")
    escalate_after_share: float = strawberry.field(
        description="How long after the deadline a breach is escalated, as a share of the hours."
    )
    valid_from: datetime
    is_own: bool = strawberry.field(description="Whether it is the city's own instead of the catalogue's.")

    @strawberry.field(description="For which category.")
    async def category(self, info: Info) -> Category:
        return Category.of((await info.context.catalog.categories())[self.policy.category_id])

    @staticmethod
    def of(policy: domain.SlaPolicy) -> "SlaPolicy":
        """Return the policy of the domain's value."""
        return SlaPolicy(
            policy=policy,
            version=policy.version,
            hours=policy.hours,
            counted=policy.counted,
            at_risk_share=policy.at_risk_share,
            escalate_after_share=policy.escalate_after_share,
            valid_from=policy.valid_from,
            is_own=policy.city_id is not None,
        )
