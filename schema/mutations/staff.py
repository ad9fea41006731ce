"""What the Akimat does about accounts of its city."""

import strawberry

from app.commands.blocking import block_account, unblock_account
from app.commands.organisations import set_executor_categories
from app.queries.accounts import people
from schema.context import Info
from schema.ids import uuid_of
from schema.types.user import User


@strawberry.type
class StaffMutation:
    """Accounts of the city."""

    @strawberry.mutation(description="Block a citizen or an executor of one's own city. For its Akimat.")
    async def block_account(self, info: Info, account_id: strawberry.ID) -> User:
        """Call the command."""
        blocked = await block_account(info.context.desk, info.context.viewer, uuid_of("accountId", account_id))
        person = (await people([blocked]))[blocked]
        return User(person=person, seen_in_city=person.city_id)

    @strawberry.mutation(
        description="Say which categories an executor of one's own city serves; none means all. For its Akimat."
    )
    async def set_executor_categories(
        self, info: Info, account_id: strawberry.ID, category_ids: list[strawberry.ID]
    ) -> User:
        """Call the command."""
        executor_id = uuid_of("accountId", account_id)
        served = await set_executor_categories(info.context.desk, info.context.viewer, executor_id, category_ids)
        person = (await people([served]))[served]
        return User(person=person, seen_in_city=person.city_id)

    @strawberry.mutation(description="Let a blocked account sign in again. For the Akimat of its city.")
    async def unblock_account(self, info: Info, account_id: strawberry.ID) -> User:
        """Call the command."""
        freed = await unblock_account(info.context.desk, info.context.viewer, uuid_of("accountId", account_id))
        person = (await people([freed]))[freed]
        return User(person=person, seen_in_city=person.city_id)
