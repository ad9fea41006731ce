"""What the Akimat does about accounts of its city."""

from uuid import UUID

import strawberry

from app.commands.staff import approval, blocking
from app.queries.accounts import people
from schema.context import Info
from schema.ids import uuid_of
from schema.types.user import User


@strawberry.type
class StaffMutation:
    """Accounts of the city."""

    @strawberry.mutation(
        description="Block a citizen or an executor of one's own city; they are told the reason. For its Akimat."
    )
    async def block_account(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        blocked = await blocking.block_account(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, blocked)

    @strawberry.mutation(description="Let a blocked account sign in again. For the Akimat of its city.")
    async def unblock_account(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        freed = await blocking.unblock_account(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, freed)

    @strawberry.mutation(description="Let an executor of one's own city work. For its Akimat.")
    async def approve_executor(
        self, info: Info, account_id: strawberry.ID, category_ids: list[strawberry.ID] | None = None
    ) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        approved = await approval.approve_executor(context, viewer, uuid_of("accountId", account_id), category_ids)
        return await _seen_by_staff(info, approved)

    @strawberry.mutation(description="Say no to an executor who waits; they are told the reason. For the Akimat.")
    async def reject_executor(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        rejected = await approval.reject_executor(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, rejected)

    @strawberry.mutation(
        description="Say which categories an executor of one's own city serves; none means all. For its Akimat."
    )
    async def set_executor_categories(
        self, info: Info, account_id: strawberry.ID, category_ids: list[strawberry.ID]
    ) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        served = await approval.set_executor_categories(context, viewer, uuid_of("accountId", account_id), category_ids)
        return await _seen_by_staff(info, served)

    @strawberry.mutation(
        description="Say that an approved executor answers for their organisation, or no longer does. For the Akimat."
    )
    async def make_organisation_head(self, info: Info, account_id: strawberry.ID, head: bool) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        named = await approval.make_organisation_head(context, viewer, uuid_of("accountId", account_id), head=head)
        return await _seen_by_staff(info, named)


async def _seen_by_staff(info: Info, account_id: UUID) -> User:
    """Return the account as the officer who has just decided about it sees it."""
    context = info.context
    city_id = context.viewer.city_id if context.viewer else None
    return User.of((await people([account_id]))[account_id], context.audience, city_id)
