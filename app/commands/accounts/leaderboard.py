"""Leaving the boards and joining them again. Points themselves are never written here: they follow from the log."""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.models.database import rows


async def leave_leaderboard(context: CommandContext, viewer: Viewer | None, *, leave: bool) -> UUID:
    """Take the viewer off the boards of all cities and months, or put them back; returns the account.

    Points are kept either way. Saying it twice changes nothing.
    """
    account_id = require(viewer, "leaveLeaderboard").account_id
    if leave:
        await rows(
            "INSERT INTO leaderboard_leave (account_id, left_at) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING",
            account_id,
            context.clock.now(),
        )
    else:
        await rows("DELETE FROM leaderboard_leave WHERE account_id = $1", account_id)
    return account_id
