"""Points of the viewer and leaderboards."""

from datetime import datetime
from uuid import UUID

import strawberry

from app.auth.visibility import name_on_board
from app.domain.accounts.person import Person
from app.domain.accounts.roles import Locale
from app.domain.figures import points as domain
from app.localisation import messages
from app.queries.figures import points as read
from app.queries.figures.leaderboard import Place
from schema.context import Info
from schema.cost import Cost
from schema.types.connections import Edge, PageInfo, edges_of, page_info
from schema.types.service_request import ServiceRequest

PointsRule = strawberry.enum(domain.PointsRule, description="What points were given for, or why they were taken back.")


@strawberry.type(description="A rank that a balance reaches.")
class PointsLevel:
    level: strawberry.Private[domain.Level]

    @strawberry.field(description="1 for the lowest.")
    def number(self) -> int:
        return self.level.number

    @strawberry.field(description="The balance at which it begins.")
    def starts_at(self) -> int:
        return self.level.starts_at

    @strawberry.field(description="The name in a language.")
    def name(self, locale: Locale = Locale.KK) -> str:
        return messages(locale).point_level(self.level.number)


@strawberry.type(description="What a rule pays.")
class PointsTariff:
    rule: domain.PointsRule
    amount: int


@strawberry.type(description="One entry of the ledger.")
class PointsEntry:
    rule: domain.PointsRule
    amount: int = strawberry.field(
        description="Negative when taken back; less than the tariff, or 0, when the day's cap was reached."
    )
    at: datetime
    service_request: ServiceRequest

    @staticmethod
    def of(earned: read.Earned) -> "PointsEntry":
        """Return the entry of a row of the ledger."""
        request = ServiceRequest.of(earned.request)
        return PointsEntry(rule=earned.rule, amount=earned.amount, at=earned.at, service_request=request)


@strawberry.type(description="A page of the ledger, newest first.")
class PointsHistory:
    edges: list[Edge[PointsEntry]]
    page_info: PageInfo


@strawberry.type(description="The points of the viewer, visible to the viewer alone.")
class Points:
    account_id: strawberry.Private[UUID]
    balance: int = strawberry.field(description="The sum of all entries, and of what was carried over.")
    carried_over: int = strawberry.field(
        description="The part of the balance from requests that were anonymised: the history no longer has them."
    )
    on_leaderboard: bool = strawberry.field(description="Whether leaderboards may show the viewer.")

    @strawberry.field(description="The level that the balance reaches.")
    def level(self) -> PointsLevel:
        return PointsLevel(level=domain.level_of(self.balance))

    @strawberry.field(description="The balance at which the next level begins; null at the highest.")
    def next_level_at(self) -> int | None:
        return domain.next_level_at(self.balance)

    @strawberry.field(description="The most that can be earned in one day by the calendar of the city.")
    def daily_cap(self) -> int:
        return domain.DAILY_CAP

    @strawberry.field(description="What is paid for what.")
    def tariff(self) -> list[PointsTariff]:
        paying = ((rule, payment.amount) for rule, payment in domain.TABLE.items())
        return [PointsTariff(rule=rule, amount=amount) for rule, amount in paying if amount is not None]

    @strawberry.field(directives=[Cost(points=30)], description="The entries behind the balance, newest first.")
    async def history(self, first: int = 20, after: str | None = None) -> PointsHistory:
        page = await read.history(self.account_id, first=first, after=after)
        return PointsHistory(edges=edges_of(page, PointsEntry.of), page_info=page_info(page))

    @staticmethod
    async def of(account_id: UUID) -> "Points":
        """Return the points of this account."""
        found = await read.balance_of(account_id)
        return Points(
            account_id=account_id,
            balance=found.balance,
            carried_over=found.carried,
            on_leaderboard=found.on_leaderboard,
        )


@strawberry.type(
    description="One entry of a city's leaderboard: a first name and a sum, and nothing that identifies the person."
)
class LeaderboardEntry:
    account_id: strawberry.Private[UUID]
    rank: int | None = strawberry.field(
        description="Equal sums share a rank. Null in the viewer's own entry while too few requests have earned points."
    )
    name: str
    points: int = strawberry.field(description="Earned in this city in this month.")

    @strawberry.field(description="Whether this is the viewer's own entry.")
    def is_viewer(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.account_id == self.account_id

    @staticmethod
    def of(place: Place, person: Person) -> "LeaderboardEntry":
        """Return the entry of a place on the leaderboard."""
        return LeaderboardEntry(
            account_id=place.account_id, rank=place.place, name=name_on_board(person), points=place.points
        )
