"""Notification preferences of an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.notifications.letters import OFF_UNLESS_CHOSEN, Channel, NotificationKind
from app.models import NotificationPreference


@dataclass(frozen=True, slots=True)
class Preference:
    """Whether one kind of notification is sent on one channel."""

    kind: NotificationKind
    channel: Channel
    enabled: bool


async def preferences(account_id: UUID) -> Sequence[Preference]:
    """Return the preference of every kind on every channel, as it is without a choice where none was made."""
    stored = await NotificationPreference.filter(account_id=account_id)
    enabled = {(one.kind, one.channel): one.enabled for one in stored}
    return [
        Preference(kind, channel, enabled.get((kind, channel), channel not in OFF_UNLESS_CHOSEN))
        for kind in NotificationKind
        for channel in Channel
    ]
