"""Choosing what one is told of, and how."""

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.domain.letters import Channel, NotificationKind
from app.errors import InvalidInput
from app.models.database import rows


async def set_preference(viewer: Viewer | None, kind: NotificationKind, channel: Channel, *, enabled: bool) -> None:
    """Switch one kind of notification on or off on one channel; it holds for letters that are not due yet.

    Raises:
        InvalidInput: the list on the page cannot be switched off.
    """
    account_id = require(viewer, "setNotificationPreference").account_id
    if channel is Channel.IN_APP:
        raise InvalidInput("channel", "channel: expected EMAIL or PUSH; the list on the page is always on")
    await rows(
        "INSERT INTO notification_preference (account_id, kind, channel, enabled) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (account_id, kind, channel) DO UPDATE SET enabled = excluded.enabled",
        account_id,
        kind.value,
        channel.value,
        enabled,
    )
