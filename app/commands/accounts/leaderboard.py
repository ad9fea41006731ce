"""Leaving the leaderboards and joining them again. Points are never written here: they follow from the log."""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.models import LeaderboardLeave
from app.models.points.leaderboard_leave import leave_leaderboards


async def leave_leaderboard(context: CommandContext, viewer: Viewer | None, *, leave: bool) -> UUID:
    """Take the viewer off the leaderboards of all cities, or put them back; return the id of the account.

    The points stay in both cases. A second call changes nothing.
    """
    account_id = require(viewer, "leaveLeaderboard").account_id
    if leave:
        await leave_leaderboards(account_id, context.clock.now())
    else:
        await LeaderboardLeave.filter(account_id=account_id).delete()
    return account_id
