"""What one is told of, and how."""

import strawberry

from app.domain.letters import Channel, NotificationKind
from app.queries.letters import Preference

strawberry.enum(NotificationKind, description="What one may be told of, or ask not to be told of.")
strawberry.enum(
    Channel, name="NotificationChannel", description="By which road one is told. The list on the page is always on."
)


@strawberry.type(description="One kind of notification on one channel.")
class NotificationPreference:
    """One choice."""

    kind: NotificationKind
    channel: Channel
    enabled: bool

    @staticmethod
    def of(preference: Preference) -> "NotificationPreference":
        """Build it from the query's value."""
        return NotificationPreference(kind=preference.kind, channel=preference.channel, enabled=preference.enabled)
