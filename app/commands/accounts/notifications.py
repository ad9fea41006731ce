"""Marking what was read."""

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.models.database import rows


async def mark_read(context: CommandContext, viewer: Viewer | None, up_to: int) -> int:
    """Mark one's notifications up to this position as read; return how many that were."""
    marked = await rows(
        "UPDATE notification SET read_at = $3 WHERE account_id = $1 AND position <= $2 AND read_at IS NULL"
        " RETURNING position",
        require(viewer, "markNotificationsRead").account_id,
        up_to,
        context.clock.now(),
    )
    return len(marked)
