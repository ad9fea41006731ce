"""Accounts whose address was not confirmed in time: found, locked, and deleted where no row refers to them."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from app.models.accounts.account import Account
from app.models.accounts.account_decision import AccountDecision
from app.models.accounts.session import Session
from app.models.log.event import has_acted
from app.models.points.leaderboard_leave import LeaderboardLeave
from app.models.points.points_entry import PointsEntry


def _unconfirmed(before: datetime) -> QuerySet[Account]:
    # The Akimat answers for accounts it approved; a blocked one stays, or its address could be registered again.
    return Account.filter(
        email_verified_at__isnull=True,
        erased_at__isnull=True,
        blocked_at__isnull=True,
        blocked_cities=[],
        approved_at__isnull=True,
        created_at__lt=before,
        is_caller=False,
    )


async def unconfirmed_accounts(before: datetime, limit: int) -> list[UUID]:
    """Return accounts created before then and not confirmed since, the oldest first."""
    return [account.id for account in await _unconfirmed(before).order_by("created_at").limit(limit).only("id")]


async def lock_unconfirmed_account(account_id: UUID, before: datetime) -> bool:
    """Lock the row until the transaction ends; return False where the account was confirmed meanwhile."""
    return await _unconfirmed(before).filter(id=account_id).select_for_update().only("id").first() is not None


async def delete_unreferenced_account(account_id: UUID) -> None:
    """Delete the account with its sessions, unless events, points or decisions name it.

    Raises:
        IntegrityError: a row refers to it by a foreign key.
    """
    # These three tables have no foreign key to the account.
    if (
        await has_acted(account_id)
        or await PointsEntry.filter(account_id=account_id).exists()
        or await AccountDecision.filter(Q(account_id=account_id) | Q(officer_id=account_id)).exists()
    ):
        return
    await LeaderboardLeave.filter(account_id=account_id).delete()
    await Session.filter(account_id=account_id).delete()
    await Account.filter(id=account_id).delete()
