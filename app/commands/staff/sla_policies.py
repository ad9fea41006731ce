"""Changing the deadline policy of a city: each change is a new version, and older requests keep their version."""

from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.sla import Counted, SlaPolicy, check_new_policy
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.errors import Conflict, InvalidInput
from app.models import Category, SlaPolicyRow
from app.queries.cities.policies import calendar_of_city


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """The policy of one category in one city from now on."""

    city_id: str
    category_id: str
    hours: float
    counted: Counted
    at_risk_share: float = 0.75
    escalate_after_share: float = 1.0
    reason: str


async def set_policy(context: CommandContext, viewer: Viewer | None, change: PolicyChange) -> SlaPolicy:
    """Store the next version of the city's own policy; it applies to requests accepted from now on.

    Raises:
        NotAllowed: the viewer is not an officer of that city.
        InvalidInput: names the field.
        Conflict: another officer changed the same policy at the same time.
    """
    require(viewer, "setSlaPolicy", city_id=change.city_id)
    if not await Category.exists(id=change.category_id):
        raise InvalidInput("categoryId", f"categoryId: there is no category {change.category_id[:40]!r}")
    reason = clean_text("reason", change.reason, limit=REASON)
    name = f"{change.category_id}.{change.city_id}"
    newest = await SlaPolicyRow.filter(policy=name).order_by("-version").first()
    policy = SlaPolicy(
        id=name,
        category_id=change.category_id,
        city_id=change.city_id,
        version=newest.version + 1 if newest else 1,
        hours=change.hours,
        counted=change.counted,
        at_risk_share=change.at_risk_share,
        escalate_after_share=change.escalate_after_share,
        valid_from=context.clock.now(),
    )
    check_new_policy(policy, await calendar_of_city(change.city_id), policy.valid_from)
    try:
        await SlaPolicyRow.create(
            id=f"{name}.v{policy.version}",
            policy=name,
            category_id=policy.category_id,
            city_id=policy.city_id,
            version=policy.version,
            hours=policy.hours,
            counted=policy.counted,
            at_risk_share=policy.at_risk_share,
            escalate_after_share=policy.escalate_after_share,
            valid_from=policy.valid_from,
            reason=reason,
        )
    except IntegrityError as error:
        raise Conflict("another officer changed this policy just now; read it again") from error
    return policy
