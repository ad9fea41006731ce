"""Executors of a city: approved or not, what they serve, and who answers for an organisation. By its Akimat."""

from collections.abc import Iterable
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.sessions import renew_session
from app.commands.context import CommandContext
from app.commands.staff.decisions import clean_reason, decide
from app.commands.staff.organisations import known_categories
from app.domain.decisions import DecisionKind
from app.domain.letters import LetterKind
from app.domain.roles import Role
from app.errors import Conflict, NotFound
from app.models import Account
from app.models.database import row, transaction
from app.notifications.outbox import NewLetter


async def approve_executor(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, category_ids: Iterable[str] | None = None
) -> UUID:
    """Let an executor of one's own city work, in these categories if any are given. A rejection is taken back by it.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
    """
    officer = await _officer_of(viewer, account_id, "approveExecutor")
    categories = None if category_ids is None else await known_categories(category_ids)
    await context.run_to_completion(_approve(context, officer, account_id, categories))
    await renew_session(context, account_id)
    return account_id


async def _approve(context: CommandContext, officer: Viewer, account_id: UUID, categories: list[str] | None) -> None:
    async with transaction():
        approved = await row(
            "UPDATE account SET approved_at = $2, approved_by = $3, rejected_at = NULL,"
            " category_ids = coalesce($4, category_ids)"
            " WHERE id = $1 AND approved_at IS NULL AND erased_at IS NULL RETURNING category_ids",
            account_id,
            context.clock.now(),
            officer.account_id,
            categories,
        )
        if approved is not None:
            kind, served = DecisionKind.APPROVED, approved["category_ids"]
            await decide(context, officer, account_id, kind, category_ids=served)
            await context.outbox.put(NewLetter(account_id, LetterKind.EXECUTOR_APPROVED, "approval", {}))
    context.outbox.wake()


async def reject_executor(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Say no to an executor of one's own city who waits for approval; they are told why. A second no changes nothing.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
        InvalidInput: the reason is too long.
        Conflict: approved already.
    """
    officer = await _officer_of(viewer, account_id, "rejectExecutor")
    await context.run_to_completion(_reject(context, officer, account_id, clean_reason(reason)))
    await renew_session(context, account_id)
    return account_id


async def _reject(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        found = await row("SELECT approved_at, rejected_at FROM account WHERE id = $1 FOR UPDATE", account_id)
        if found is None or found["approved_at"] is not None:
            raise Conflict("the executor has been approved meanwhile; block the account instead")
        if found["rejected_at"] is None:
            await Account.filter(id=account_id).update(rejected_at=context.clock.now())
            decision = await decide(context, officer, account_id, DecisionKind.REJECTED, reason=reason)
            letter = NewLetter(account_id, LetterKind.EXECUTOR_REJECTED, f"decision {decision}", {"reason": reason})
            await context.outbox.put(letter)
    context.outbox.wake()


async def set_executor_categories(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, category_ids: Iterable[str]
) -> UUID:
    """Say which categories an executor of one's own city serves; none means all. What is in work already stays.

    Their open feeds begin anew by it: those show free work of these categories alone.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
        InvalidInput: there is no such category.
    """
    officer = await _officer_of(viewer, account_id, "setExecutorCategories")
    await context.run_to_completion(_serve(context, officer, account_id, await known_categories(category_ids)))
    await renew_session(context, account_id)
    return account_id


async def _serve(context: CommandContext, officer: Viewer, account_id: UUID, categories: list[str]) -> None:
    async with transaction():
        changed = await Account.filter(id=account_id).exclude(category_ids=categories).update(category_ids=categories)
        if changed:
            await decide(context, officer, account_id, DecisionKind.CATEGORIES, category_ids=categories)


async def make_organisation_head(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, *, head: bool
) -> UUID:
    """Say that an approved executor of one's own city answers for their organisation, or no longer does.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
        Conflict: not approved, or of no organisation.
    """
    officer = await _officer_of(viewer, account_id, "makeOrganisationHead")
    await context.run_to_completion(_make_head(context, officer, account_id, head=head))
    return account_id


async def _make_head(context: CommandContext, officer: Viewer, account_id: UUID, *, head: bool) -> None:
    async with transaction():
        account = await Account.select_for_update().get(id=account_id)
        if head and account.organisation_id is None:
            raise Conflict("the executor belongs to no organisation")
        if head and (account.approved_at is None or account.blocked_at is not None):
            raise Conflict("the executor is not approved")
        if account.is_head is not head:
            await Account.filter(id=account_id).update(is_head=head)
            kind = DecisionKind.MADE_HEAD if head else DecisionKind.HEAD_ENDED
            await decide(context, officer, account_id, kind)


async def _officer_of(viewer: Viewer | None, account_id: UUID, operation: str) -> Viewer:
    """Return the officer who may run this operation on the executor."""
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role=Role.EXECUTOR)
    if account is None:
        raise NotFound("there is no such executor", id=str(account_id))
    return require(viewer, operation, city_id=account.city_id)
