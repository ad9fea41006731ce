"""Mutations of notifications."""

import strawberry

from app.commands.accounts.notifications import mark_one_read, mark_read
from app.errors import InvalidInput
from schema.context import Info


@strawberry.type
class NotificationMutation:
    """Mutations of notifications."""

    @strawberry.mutation(description="Mark this notification and all older ones as read; returns how many that were.")
    async def mark_notifications_read(self, info: Info, up_to: strawberry.ID) -> int:
        return await mark_read(info.context.command_context, info.context.viewer, _position("upTo", up_to))

    @strawberry.mutation(description="Mark one notification as read; returns whether it was an unread one.")
    async def mark_notification_read(self, info: Info, id: strawberry.ID) -> bool:
        return await mark_one_read(info.context.command_context, info.context.viewer, _position("id", id))


def _position(field: str, given: strawberry.ID) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise InvalidInput(field, f"{field}: expected the id of a notification")
    return int(given)
