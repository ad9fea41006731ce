"""What the viewer is told of, and the browsers that are told."""

import strawberry

from app.auth.permissions import require
from app.commands.accounts.preferences import set_preference
from app.commands.accounts.push_subscriptions import remove_subscription, save_subscription
from app.domain.letters import Channel, NotificationKind
from app.queries.letters import preferences
from schema.context import Info
from schema.types.preference import NotificationPreference


@strawberry.input(description="What a browser's `PushSubscription` says.")
class SavePushSubscriptionInput:
    """A browser."""

    endpoint: str
    p256dh: str = strawberry.field(description="`keys.p256dh`, base64url.")
    auth: str = strawberry.field(description="`keys.auth`, base64url.")


@strawberry.type
class PreferenceMutation:
    """Preferences."""

    @strawberry.mutation(description="Switch a kind of notification on or off on a channel; returns all of them.")
    async def set_notification_preference(
        self, info: Info, kind: NotificationKind, channel: Channel, enabled: bool
    ) -> list[NotificationPreference]:
        await set_preference(info.context.viewer, kind, channel, enabled=enabled)
        account_id = require(info.context.viewer, "setNotificationPreference").account_id
        return [NotificationPreference.of(item) for item in await preferences(account_id)]

    @strawberry.mutation(description="Tell this browser too, for as long as this session lasts.")
    async def save_push_subscription(self, info: Info, input: SavePushSubscriptionInput) -> bool:
        await save_subscription(
            info.context.command_context,
            info.context.viewer,
            endpoint=input.endpoint,
            p256dh=input.p256dh,
            auth=input.auth,
        )
        return True

    @strawberry.mutation(description="Tell this browser no more; false when it was not told.")
    async def remove_push_subscription(self, info: Info, endpoint: str) -> bool:
        return await remove_subscription(info.context.viewer, endpoint)
