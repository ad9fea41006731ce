"""Choosing which notifications an account gets, and on which channels."""

from datetime import datetime
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.rights import keep_rights
from app.domain.notifications.letters import SWITCHABLE, Channel, NotificationKind
from app.errors import InvalidInput
from app.models import Account, NotificationPreference
from app.models.accounts.caller import unsubscribe_mailbox
from app.models.database import transaction


async def set_preference(viewer: Viewer | None, kind: NotificationKind, channel: Channel, *, enabled: bool) -> None:
    """Switch one kind of notification on or off on one channel, for letters that are not due yet.

    Raises:
        InvalidInput: the channel is the list on the page, which cannot be switched off.
    """
    viewer = require(viewer, "setNotificationPreference")
    if channel not in SWITCHABLE:
        raise InvalidInput("channel", f"channel: expected {', '.join(SWITCHABLE)}; the list on the page is always on")
    async with transaction():
        await keep_rights(viewer)
        await _choose(viewer.account_id, kind, channel, enabled=enabled)


async def switch_letters_off(account_id: UUID, kind: NotificationKind, now: datetime) -> None:
    """Switch the letters of one kind off, as the link in one of them asks; not where the account is gone.

    To a caller's mailbox no letter of any kind goes any more: its owner has no account to choose in.
    """
    account = await Account.get_or_none(id=account_id, erased_at=None)
    if account is None:
        return
    if account.is_caller:
        await unsubscribe_mailbox(account_id, now)
    else:
        await _choose(account_id, kind, Channel.EMAIL, enabled=False)


async def _choose(account_id: UUID, kind: NotificationKind, channel: Channel, *, enabled: bool) -> None:
    choice = NotificationPreference(account_id=account_id, kind=kind, channel=channel, enabled=enabled)
    await NotificationPreference.bulk_create(
        [choice], on_conflict=("account_id", "kind", "channel"), update_fields=("enabled",)
    )
