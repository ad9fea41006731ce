"""Points from requests that were anonymised."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class PointsCarried(Model):
    """The points of an account from requests that were anonymised since: a part of its balance.

    It is no projection, because the log no longer names the account.
    """

    account_id: UUID = fields.UUIDField(primary_key=True)
    amount = fields.IntField()
    last_day = fields.DateField()
    """The latest day of these points; a rebuild does not calculate entries up to this day again."""

    class Meta:
        """Table name."""

        table = "points_carried"
