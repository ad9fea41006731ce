"""Queries of the viewer's points and of leaderboards."""

import strawberry

from app.auth.permissions import require
from app.queries.figures.leaderboard import month_board, month_of
from schema.context import Info
from schema.cost import Cost
from schema.queries.figures import known_city
from schema.types.points import LeaderboardEntry, Points


@strawberry.type
class PointsQuery:
    """Queries of points and leaderboards."""

    @strawberry.field(directives=[Cost(points=30)], description="The points of the viewer, who must be signed in.")
    async def points(self, info: Info) -> Points:
        return await Points.of(require(info.context.viewer, "points").account_id)

    @strawberry.field(
        directives=[Cost(points=200, items=21)],
        description="Who earned most in a month such as `2026-11`, the present one by the city's clock unless given."
        " The first 20, then the viewer's own entry when it is lower. Accounts that left the leaderboards are not"
        " listed.",
    )
    async def leaderboard(self, info: Info, city_id: strawberry.ID, month: str | None = None) -> list[LeaderboardEntry]:
        await known_city(info, city_id)
        city, viewer = (await info.context.catalog.cities())[city_id], info.context.viewer
        first_day = month_of(month, info.context.now, city.timezone)
        places = await month_board(city_id, first_day, viewer.account_id if viewer else None)
        people = await info.context.loaders.people.load_many([place.account_id for place in places])
        return [LeaderboardEntry.of(place, person) for place, person in zip(places, people, strict=True) if person]
