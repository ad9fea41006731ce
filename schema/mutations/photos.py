"""Mutations of stored photos: each runs one command and returns the request after it."""

import strawberry

from app.commands.requests import photo_moderation
from schema.context import Info
from schema.ids import uuid_of
from schema.types.service_request import ServiceRequest
from schema.uploads import RectangleInput, rectangles_of

Id = strawberry.ID


@strawberry.type
class PhotoMutation:
    """Mutations of stored photos."""

    @strawberry.mutation(description="Hide a photo from the public. For the Akimat of the city.")
    async def hide_photo(self, info: Info, id: Id, reason: str) -> ServiceRequest:
        hidden = await photo_moderation.hide(
            info.context.command_context, info.context.viewer, uuid_of("id", id), reason
        )
        return ServiceRequest.of(hidden)

    @strawberry.mutation(description="Show a hidden photo to the public again. For the Akimat of the city.")
    async def show_photo(self, info: Info, id: Id) -> ServiceRequest:
        return ServiceRequest.of(
            await photo_moderation.show(info.context.command_context, info.context.viewer, uuid_of("id", id))
        )

    @strawberry.mutation(
        description="Make parts of a photo unrecognisable, in place of what was blurred before; an empty list removes"
        " the blur. For the Akimat of the city."
    )
    async def blur_photo(self, info: Info, id: Id, rectangles: list[RectangleInput]) -> ServiceRequest:
        blurred = await photo_moderation.blur(
            info.context.command_context, info.context.viewer, uuid_of("id", id), rectangles_of(rectangles)
        )
        return ServiceRequest.of(blurred)

    @strawberry.mutation(description="Remove one's own photo before work on the request begins.")
    async def retract_photo(self, info: Info, id: Id) -> ServiceRequest:
        return ServiceRequest.of(
            await photo_moderation.retract(info.context.command_context, info.context.viewer, uuid_of("id", id))
        )
