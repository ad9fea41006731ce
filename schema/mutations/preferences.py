"""Mutations of notification preferences and of Web Push subscriptions."""

import strawberry

from app.auth.permissions import require
from app.commands.accounts.preferences import set_preference
from app.commands.accounts.push_subscriptions import remove_subscription, save_subscription
from app.domain.notifications.letters import Channel, NotificationKind
from app.queries.notifications.preferences import preferences
from schema.context import Info
from schema.types.preference import NotificationPreference


@strawberry.input(description="The contents of a browser's `PushSubscription`.")
class SavePushSubscriptionInput:
    endpoint: str
    p256dh: str = strawberry.field(description="`keys.p256dh`, base64url.")
    auth: str = strawberry.field(description="`keys.auth`, base64url.")


@strawberry.type
class PreferenceMutation:
    """Mutations of notification preferences and of Web Push subscriptions."""

    @strawberry.mutation(description="Switch a kind of notification on or off on a channel; returns all of them.")
    async def set_notification_preference(
        self, info: Info, kind: NotificationKind, channel: Channel, enabled: bool
    ) -> list[NotificationPreference]:
        await set_preference(info.context.viewer, kind, channel, enabled=enabled)
        account_id = require(info.context.viewer, "setNotificationPreference").account_id
        return [NotificationPreference.of(item) for item in await preferences(account_id)]

    @strawberry.mutation(description="Send notifications to this browser for as long as this session lasts.")
    async def save_push_subscription(self, info: Info, input: SavePushSubscriptionInput) -> bool:
        await save_subscription(
            info.context.command_context,
            info.context.viewer,
            endpoint=input.endpoint,
            p256dh=input.p256dh,
            auth=input.auth,
        )
        return True

    @strawberry.mutation(description="Send no more notifications to this browser; false when none were sent.")
    async def remove_push_subscription(self, info: Info, endpoint: str) -> bool:
        return await remove_subscription(info.context.viewer, endpoint)
