"""Mutations of points."""

import strawberry

from app.commands.accounts.leaderboard import leave_leaderboard
from schema.context import Info
from schema.types.points import Points


@strawberry.type
class PointsMutation:
    """Mutations of points."""

    @strawberry.mutation(
        description="Leave the leaderboards of all cities, or return to them. Points are kept either way."
    )
    async def leave_leaderboard(self, info: Info, leave: bool) -> Points:
        return await Points.of(await leave_leaderboard(info.context.command_context, info.context.viewer, leave=leave))
