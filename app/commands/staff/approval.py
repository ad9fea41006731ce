"""The Akimat of a city approves and rejects its executors, sets their categories, and appoints heads."""

from collections.abc import Iterable
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.sessions import restart_feeds
from app.commands.context import CommandContext
from app.commands.rights import keep_rights
from app.commands.staff._decisions import clean_reason, record_decision
from app.data.catalog import SLUG
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import APPROVED_BY_OFFICER, WORKERS, Role
from app.domain.notifications.letters import LetterKind
from app.errors import Conflict, InvalidInput, NotFound
from app.models import Account, Category
from app.models.database import transaction
from app.notifications.outbox import NewLetter

MOST_CATEGORIES = 100


async def approve_executor(
    context: CommandContext,
    viewer: Viewer | None,
    account_id: UUID,
    category_ids: Iterable[str] | None = None,
    *,
    even_unconfirmed: bool = False,
) -> UUID:
    """Approve an executor of the officer's city, for these categories if any are given; a rejection is cleared.

    ``even_unconfirmed`` approves also where the link sent to the executor's mailbox was never opened.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: the viewer is not an officer of the executor's city.
        InvalidInput: there is no such category; or the address is not confirmed, and the officer has not said that
            this is known.
    """
    officer = await _officer_of(viewer, account_id, "approveExecutor", APPROVED_BY_OFFICER)
    categories = None if category_ids is None else await _known_categories(category_ids)
    await context.run_to_completion(
        _approve(context, officer, account_id, categories, even_unconfirmed=even_unconfirmed)
    )
    await restart_feeds(context, account_id)
    return account_id


async def _approve(
    context: CommandContext,
    officer: Viewer,
    account_id: UUID,
    categories: list[str] | None,
    *,
    even_unconfirmed: bool,
) -> None:
    async with transaction():
        await keep_rights(officer, officer.city_id)
        account = await Account.select_for_update().get(id=account_id)
        if account.approved_at is None and account.erased_at is None:
            if account.email_verified_at is None and not even_unconfirmed:
                raise InvalidInput(
                    "evenUnconfirmed",
                    "evenUnconfirmed: expected true, because the link sent to this executor's address was not opened",
                )
            served = account.category_ids if categories is None else categories
            await Account.filter(id=account_id).update(
                approved_at=context.clock.now(),
                approved_by=officer.account_id,
                rejected_at=None,
                category_ids=served,
            )
            await record_decision(context, officer, account_id, DecisionKind.APPROVED, category_ids=served)
            await context.outbox.put(NewLetter(account_id, LetterKind.EXECUTOR_APPROVED, "approval", {}))
    context.outbox.wake()


async def reject_executor(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Reject an executor of the officer's city who waits for approval, and write them the reason.

    A second rejection changes nothing.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: the viewer is not an officer of the executor's city.
        InvalidInput: the reason is too long.
        Conflict: the executor is approved.
    """
    officer = await _officer_of(viewer, account_id, "rejectExecutor", APPROVED_BY_OFFICER)
    await context.run_to_completion(_reject(context, officer, account_id, clean_reason(reason)))
    await restart_feeds(context, account_id)
    return account_id


async def _reject(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        await keep_rights(officer, officer.city_id)
        account = await Account.select_for_update().get_or_none(id=account_id)
        if account is None or account.approved_at is not None:
            raise Conflict("the executor has been approved meanwhile; block the account instead")
        if account.rejected_at is None:
            await Account.filter(id=account_id).update(rejected_at=context.clock.now())
            decision_id = await record_decision(context, officer, account_id, DecisionKind.REJECTED, reason=reason)
            letter = NewLetter(account_id, LetterKind.EXECUTOR_REJECTED, f"decision {decision_id}", {"reason": reason})
            await context.outbox.put(letter)
    context.outbox.wake()


async def set_executor_categories(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, category_ids: Iterable[str]
) -> UUID:
    """Set the categories that an executor of the officer's city serves; an empty list means all of them.

    Requests in progress stay with the executor. The executor's feeds start again, because they show unassigned requests
    of these categories only.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: the viewer is not an officer of the executor's city.
        InvalidInput: there is no such category.
    """
    officer = await _officer_of(viewer, account_id, "setExecutorCategories", WORKERS)
    categories = await _known_categories(category_ids)
    await context.run_to_completion(_set_categories(context, officer, account_id, categories))
    await restart_feeds(context, account_id)
    return account_id


async def _set_categories(context: CommandContext, officer: Viewer, account_id: UUID, categories: list[str]) -> None:
    async with transaction():
        await keep_rights(officer, officer.city_id)
        changed = await Account.filter(id=account_id).exclude(category_ids=categories).update(category_ids=categories)
        if changed:
            await record_decision(context, officer, account_id, DecisionKind.CATEGORIES, category_ids=categories)


async def make_organisation_head(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, *, head: bool
) -> UUID:
    """Appoint an approved executor of the officer's city as a head of their organisation, or end that.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: the viewer is not an officer of the executor's city.
        Conflict: the executor is not approved, or belongs to no organisation.
    """
    officer = await _officer_of(viewer, account_id, "makeOrganisationHead", WORKERS)
    await context.run_to_completion(_make_head(context, officer, account_id, head=head))
    return account_id


async def _make_head(context: CommandContext, officer: Viewer, account_id: UUID, *, head: bool) -> None:
    async with transaction():
        await keep_rights(officer, officer.city_id)
        account = await Account.select_for_update().get(id=account_id)
        if head and account.organisation_id is None:
            raise Conflict("the executor belongs to no organisation")
        if head and (account.approved_at is None or account.blocked_at is not None or account.blocked_cities):
            raise Conflict("the executor is not approved")
        if account.is_head is not head:
            await Account.filter(id=account_id).update(is_head=head)
            kind = DecisionKind.MADE_HEAD if head else DecisionKind.HEAD_ENDED
            await record_decision(context, officer, account_id, kind)


async def _officer_of(viewer: Viewer | None, account_id: UUID, operation: str, roles: frozenset[Role]) -> Viewer:
    """Return the officer who may run this operation on the account, which has one of these roles."""
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role__in=roles)
    if account is None:
        raise NotFound("there is no such executor", id=str(account_id))
    return require(viewer, operation, city_id=account.city_id)


async def _known_categories(category_ids: Iterable[str]) -> list[str]:
    """Return these categories sorted and without duplicates.

    Raises:
        InvalidInput: there is no such category, or there are too many.
    """
    asked = sorted(set(category_ids))
    if len(asked) > MOST_CATEGORIES:
        raise InvalidInput("categoryIds", f"categoryIds: expected at most {MOST_CATEGORIES}")
    # Only slugs are looked up: PostgreSQL refuses text with a null character.
    unknown = [category_id for category_id in asked if not SLUG.fullmatch(category_id)]
    if not unknown:
        known = {category.id for category in await Category.filter(id__in=asked).only("id")}
        unknown = [category_id for category_id in asked if category_id not in known]
    if unknown:
        raise InvalidInput("categoryIds", f"categoryIds: there is no category {unknown[0][:40]!r}")
    return asked
