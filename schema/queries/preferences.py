"""The notification preferences of the viewer."""

import strawberry

from app.auth.permissions import require
from app.notifications.transports.web_push import public_key
from app.queries.notifications.preferences import preferences
from schema.context import Info
from schema.cost import Cost
from schema.types.preference import NotificationPreference


@strawberry.type
class PreferenceQuery:
    """Queries of notification preferences."""

    @strawberry.field(
        directives=[Cost(points=20, items=40)],
        description="Every kind of notification on every channel, for the viewer.",
    )
    async def notification_preferences(self, info: Info) -> list[NotificationPreference]:
        viewer = require(info.context.viewer, "notificationPreferences")
        return [NotificationPreference.of(item) for item in await preferences(viewer.account_id)]

    @strawberry.field(description="The key a browser subscribes to Web Push with (VAPID), base64url.")
    def push_public_key(self, info: Info) -> str:
        return public_key(info.context.command_context.links)
