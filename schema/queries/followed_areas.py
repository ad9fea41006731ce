"""The areas that the viewer follows."""

import strawberry

from app.auth.permissions import require
from app.domain.notifications.followed_area import MOST_AREAS
from app.queries.notifications.followed_areas import followed_areas
from schema.context import Info
from schema.cost import Cost
from schema.types.followed_areas import FollowedArea, areas_of


@strawberry.type
class FollowedAreaQuery:
    """The query of followed areas."""

    @strawberry.field(
        directives=[Cost(points=20, items=MOST_AREAS)],
        description="The areas that the viewer follows, the oldest first.",
    )
    async def followed_areas(self, info: Info) -> list[FollowedArea]:
        viewer = require(info.context.viewer, "followedAreas")
        return areas_of(await followed_areas(viewer.account_id))
