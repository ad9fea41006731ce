"""Marking notifications as read."""

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.models import NotificationRow


async def mark_read(context: CommandContext, viewer: Viewer | None, up_to: int) -> int:
    """Mark the viewer's unread notifications up to this position of the log as read; return how many were marked."""
    unread = NotificationRow.filter(
        account_id=require(viewer, "markNotificationsRead").account_id, position__lte=up_to, read_at=None
    )
    return await unread.update(read_at=context.clock.now())


async def mark_one_read(context: CommandContext, viewer: Viewer | None, position: int) -> bool:
    """Mark the viewer's notification at this position of the log as read; return whether it was unread."""
    unread = NotificationRow.filter(
        account_id=require(viewer, "markNotificationRead").account_id, position=position, read_at=None
    )
    return await unread.update(read_at=context.clock.now()) > 0
