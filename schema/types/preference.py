"""Notification preferences."""

import strawberry

from app.domain.notifications.letters import Channel, NotificationKind
from app.queries.notifications.preferences import Preference

strawberry.enum(NotificationKind, description="A kind of notification that can be switched off.")
strawberry.enum(
    Channel,
    name="NotificationChannel",
    description="A channel of notifications. The list on the page is always on. `NIGHT` lets notices to browsers ring"
    " from 22:00 to 8:00 by the clock of the city; without it they wait for the morning. It is off unless chosen.",
)


@strawberry.type(description="One kind of notification on one channel.")
class NotificationPreference:
    kind: NotificationKind
    channel: Channel
    enabled: bool

    @staticmethod
    def of(preference: Preference) -> "NotificationPreference":
        """Return the preference of ``app.queries``."""
        return NotificationPreference(kind=preference.kind, channel=preference.channel, enabled=preference.enabled)
