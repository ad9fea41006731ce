"""What is promised."""

from datetime import datetime

import strawberry

from app.domain import sla as domain
from schema.context import Info
from schema.types.places import Category

Counted = strawberry.enum(domain.Counted, description="Which hours of a promise count.")


@strawberry.type(description="What a city promises for a category. A version never changes.")
class SlaPolicy:
    """One version of a promise."""

    policy: strawberry.Private[domain.SlaPolicy]
    version: int
    hours: float
    counted: domain.Counted
    at_risk_share: float = strawberry.field(description="The share of the hours after which the deadline is at risk.")
    escalate_after_share: float = strawberry.field(
        description="How much longer than the hours, as a share of them, until a breach is escalated."
    )
    valid_from: datetime
    is_own: bool = strawberry.field(description="Whether the city promises otherwise than the catalogue.")

    @strawberry.field(description="For which category.")
    async def category(self, info: Info) -> Category:
        return Category.of((await info.context.catalog.categories())[self.policy.category_id])

    @staticmethod
    def of(policy: domain.SlaPolicy) -> "SlaPolicy":
        """Build it from the domain's value."""
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
