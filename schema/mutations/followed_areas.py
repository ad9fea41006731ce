"""Mutations of the areas that the viewer follows."""

import strawberry

from app.commands.accounts.followed_areas import follow_area, unfollow_area
from app.domain.notifications.followed_area import MOST_AREAS
from schema.context import Info
from schema.ids import uuid_of
from schema.types.followed_areas import FollowAreaInput, FollowedArea, areas_of


@strawberry.type
class FollowedAreaMutation:
    """Mutations of the areas that the viewer follows."""

    @strawberry.mutation(
        description=f"Follow an area, at most {MOST_AREAS} by one account; returns all of them. One that is followed"
        " already is not added again."
    )
    async def follow_area(self, info: Info, input: FollowAreaInput) -> list[FollowedArea]:
        found = await follow_area(
            info.context.command_context,
            info.context.viewer,
            input.city_id,
            circle=None if input.circle is None else input.circle.to_circle(),
            district_id=input.district_id,
            category_ids=input.category_ids,
        )
        return areas_of(found)

    @strawberry.mutation(description="Follow an area no more; returns the others.")
    async def unfollow_area(self, info: Info, id: strawberry.ID) -> list[FollowedArea]:
        return areas_of(await unfollow_area(info.context.viewer, uuid_of("id", id)))
