"""Who does not want to be ranked."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.account import Account


class LeaderboardLeave(Model):
    """One person who left the boards of all cities; joining again removes the row."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account: fields.OneToOneRelation[Account] = fields.OneToOneField("qala.Account", related_name=False)
    account_id: UUID
    left_at = fields.DatetimeField()

    class Meta:
        """Table name."""

        table = "leaderboard_leave"
