"""Queries of the viewer, of accounts and of notifications."""

import strawberry

from app.auth.permissions import require
from app.domain.accounts.roles import Role
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.city_accounts import accounts_of_city
from app.queries.accounts.people import pending_executors, pending_officers
from app.queries.notifications.account_notifications import notifications, unread_count
from schema.context import Info
from schema.cost import Cost
from schema.types.connections import Edge, PageInfo, edges_of, page_info
from schema.types.notification import Notification, NotificationConnection
from schema.types.user import User


@strawberry.input(description="Which accounts; what is left out does not narrow.")
class AccountFilterInput:
    search: str | None = strawberry.field(
        default=None,
        directives=[Cost(points=300)],
        description="Words of the name in any order and alphabet, or a part of the address. Fewer than three letters"
        " are the beginning of a word or of the address.",
    )
    role: Role | None = None
    blocked: bool | None = None
    approved: bool | None = strawberry.field(default=None, description="Executors alone, by whether they may work.")

    def narrowed(self) -> AccountFilter:
        """Return the filter of ``app.queries``."""
        return AccountFilter(search=self.search, role=self.role, blocked=self.blocked, approved=self.approved)


@strawberry.type(description="A page of accounts.")
class AccountConnection:
    edges: list[Edge[User]]
    page_info: PageInfo


@strawberry.type
class AccountQuery:
    """Queries of the viewer, of accounts and of notifications."""

    @strawberry.field(directives=[Cost(points=10)], description="The account that is signed in; null without one.")
    async def viewer(self, info: Info) -> User | None:
        context = info.context
        person = await context.loaders.people.load(context.viewer.account_id) if context.viewer else None
        return None if person is None else User.of(person, context.audience, None)

    @strawberry.field(
        directives=[Cost(points=50, items=20)],
        description="Executors of the city who wait for approval. For its Akimat.",
    )
    async def pending_executors(self, info: Info, city_id: strawberry.ID) -> list[User]:
        require(info.context.viewer, "pendingExecutors", city_id=city_id)
        return [User.of(person, info.context.audience, city_id) for person in await pending_executors(city_id)]

    @strawberry.field(
        directives=[Cost(points=50, items=20)],
        description="Accounts with a confirmed address that wait to become officers of the city. For its Akimat.",
    )
    async def pending_officers(self, info: Info, city_id: strawberry.ID) -> list[User]:
        require(info.context.viewer, "pendingOfficers", city_id=city_id)
        return [User.of(person, info.context.audience, city_id) for person in await pending_officers(city_id)]

    @strawberry.field(
        directives=[Cost(points=200)],
        description="Accounts of the city, and of citizens who have reported there, newest first. For its Akimat.",
    )
    async def accounts(
        self,
        info: Info,
        city_id: strawberry.ID,
        filter: AccountFilterInput | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> AccountConnection:
        require(info.context.viewer, "accounts", city_id=city_id)
        narrowed = filter.narrowed() if filter else AccountFilter()
        page = await accounts_of_city(city_id, narrowed, first=first, after=after)
        nodes = edges_of(page, lambda person: User.of(person, info.context.audience, city_id))
        return AccountConnection(edges=nodes, page_info=page_info(page))

    @strawberry.field(directives=[Cost(points=50)], description="The notifications of the viewer, newest first.")
    async def notifications(self, info: Info, first: int = 20, after: str | None = None) -> NotificationConnection:
        viewer = require(info.context.viewer, "notifications")
        page = await notifications(viewer.account_id, first=first, after=after)
        epoch = info.context.epoch
        return NotificationConnection(
            edges=edges_of(page, lambda item: Notification.of(item.logged, epoch, read=item.read)),
            page_info=page_info(page),
            unread_count=await unread_count(viewer.account_id),
        )
