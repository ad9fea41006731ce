"""Decisions of the Akimat about accounts of its city."""

from uuid import UUID

import strawberry

from app.commands.staff import approval, blocking, officers
from app.queries.accounts.people import people
from schema.context import Info
from schema.ids import uuid_of
from schema.types.user import User


@strawberry.type
class StaffMutation:
    """Mutations for the Akimat about accounts of its city."""

    @strawberry.mutation(
        description="Block a citizen or an executor of one's own city; they get the reason by e-mail. For its Akimat."
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

    @strawberry.mutation(
        description="Approve an executor of one's own city. One whose address is not confirmed is approved only with"
        " `evenUnconfirmed: true`. For its Akimat."
    )
    async def approve_executor(
        self,
        info: Info,
        account_id: strawberry.ID,
        category_ids: list[strawberry.ID] | None = None,
        even_unconfirmed: bool = False,
    ) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        approved = await approval.approve_executor(
            context,
            viewer,
            uuid_of("accountId", account_id),
            category_ids,
            even_unconfirmed=even_unconfirmed,
        )
        return await _seen_by_staff(info, approved)

    @strawberry.mutation(
        description="Reject an executor who waits for approval; they get the reason by e-mail. For the Akimat."
    )
    async def reject_executor(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        rejected = await approval.reject_executor(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, rejected)

    @strawberry.mutation(
        description="Set the categories that an executor of one's own city serves; none means all. For its Akimat."
    )
    async def set_executor_categories(
        self, info: Info, account_id: strawberry.ID, category_ids: list[strawberry.ID]
    ) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        served = await approval.set_executor_categories(context, viewer, uuid_of("accountId", account_id), category_ids)
        return await _seen_by_staff(info, served)

    @strawberry.mutation(
        description="Make an approved executor the head of their organisation, or end that. For the Akimat."
    )
    async def make_organisation_head(self, info: Info, account_id: strawberry.ID, head: bool) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        named = await approval.make_organisation_head(context, viewer, uuid_of("accountId", account_id), head=head)
        return await _seen_by_staff(info, named)

    @strawberry.mutation(
        description="Make an account with a confirmed address an officer of one's own city, also one that was refused"
        " or retired before. For its Akimat."
    )
    async def approve_officer(self, info: Info, account_id: strawberry.ID) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        approved = await officers.approve_officer(context, viewer, uuid_of("accountId", account_id))
        return await _seen_by_staff(info, approved)

    @strawberry.mutation(
        description="Refuse an account that waits to become an officer; they get the reason by e-mail. For the Akimat."
    )
    async def reject_officer(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        rejected = await officers.reject_officer(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, rejected)

    @strawberry.mutation(
        description="End the office of an officer of one's own city, or one's own; the account stays, as a citizen's."
        " The last officer of a city stays one. For the Akimat."
    )
    async def retire_officer(self, info: Info, account_id: strawberry.ID, reason: str | None = None) -> User:
        context, viewer = info.context.command_context, info.context.viewer
        retired = await officers.retire_officer(context, viewer, uuid_of("accountId", account_id), reason)
        return await _seen_by_staff(info, retired)


async def _seen_by_staff(info: Info, account_id: UUID) -> User:
    """Return the account as the officer sees it."""
    context = info.context
    city_id = context.viewer.city_id if context.viewer else None
    return User.of((await people([account_id]))[account_id], context.audience, city_id)
