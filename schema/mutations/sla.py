"""The mutation of deadline policies."""

import strawberry

from app.commands.staff.sla_policies import PolicyChange, set_policy
from app.domain.sla import Counted
from schema.context import Info
from schema.types.sla import SlaPolicy


@strawberry.input(
    description="The city's policy for a category from now on. Requests keep the deadline that they have."
)
class SetSlaPolicyInput:
    city_id: strawberry.ID
    category_id: strawberry.ID
    hours: float
    counted: Counted = Counted.ROUND_THE_CLOCK
    at_risk_share: float = 0.75
    escalate_after_share: float = 1.0
    reason: str


@strawberry.type
class SlaMutation:
    """The mutation of deadline policies."""

    @strawberry.mutation(description="Set the city's own deadline policy for a category. For its Akimat.")
    async def set_sla_policy(self, info: Info, input: SetSlaPolicyInput) -> SlaPolicy:
        change = PolicyChange(
            city_id=input.city_id,
            category_id=input.category_id,
            hours=input.hours,
            counted=input.counted,
            at_risk_share=input.at_risk_share,
            escalate_after_share=input.escalate_after_share,
            reason=input.reason,
        )
        return SlaPolicy.of(await set_policy(info.context.command_context, info.context.viewer, change))
