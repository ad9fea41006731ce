"""Mutations of notifications."""

import strawberry

from app.commands.accounts.notifications import mark_read
from app.errors import InvalidInput
from schema.context import Info


@strawberry.type
class NotificationMutation:
    """Mutations of notifications."""

    @strawberry.mutation(description="Mark this notification and all older ones as read; returns how many that were.")
    async def mark_notifications_read(self, info: Info, up_to: strawberry.ID) -> int:
        if not (up_to.isascii() and up_to.isdigit() and len(up_to) < 19):
            raise InvalidInput("upTo", "upTo: expected the id of a notification")
        return await mark_read(info.context.command_context, info.context.viewer, int(up_to))
