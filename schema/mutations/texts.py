"""Mutations of the texts of a request: each runs one command and returns the request after it."""

import strawberry

from app.commands.requests import text_moderation
from app.commands.requests.text_moderation import text_of
from app.domain.text.hidden_texts import TextPart
from schema.context import Info
from schema.ids import uuid_of
from schema.types.service_request import ServiceRequest

Id = strawberry.ID


@strawberry.type
class TextMutation:
    """Mutations of the texts of a request."""

    @strawberry.mutation(
        description="Hide the address, the description, or the words of one step (`version`) from the public; the"
        " reason is public. The Akimat of the city still reads them in `hiddenTexts`. For that Akimat."
    )
    async def hide_text(
        self, info: Info, id: Id, part: TextPart, reason: str, version: int | None = None
    ) -> ServiceRequest:
        context, viewer = info.context.command_context, info.context.viewer
        text = text_of(part, version)
        return ServiceRequest.of(await text_moderation.hide(context, viewer, uuid_of("id", id), text, reason))

    @strawberry.mutation(description="Show a hidden text to the public again. For the Akimat of the city.")
    async def show_text(self, info: Info, id: Id, part: TextPart, version: int | None = None) -> ServiceRequest:
        context, viewer = info.context.command_context, info.context.viewer
        text = text_of(part, version)
        return ServiceRequest.of(await text_moderation.show(context, viewer, uuid_of("id", id), text))
