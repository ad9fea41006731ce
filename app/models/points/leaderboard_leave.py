"""Accounts that have left the leaderboards."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account


class LeaderboardLeave(Model):
    """One account that left the leaderboards of all cities; joining again deletes the row."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account: fields.OneToOneRelation[Account] = fields.OneToOneField("qala.Account", related_name=False)
    account_id: UUID
    left_at = fields.DatetimeField()

    class Meta:
        """Table name."""

        table = "leaderboard_leave"


async def leave_leaderboards(account_id: UUID, now: datetime) -> None:
    """Record that the account has left; a second call changes nothing."""
    await LeaderboardLeave.bulk_create([LeaderboardLeave(account_id=account_id, left_at=now)], ignore_conflicts=True)
