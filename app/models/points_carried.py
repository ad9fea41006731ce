"""Points from requests that nobody's name hangs on any more."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class PointsCarried(Model):
    """What requests paid to an account before they were anonymised: a part of its balance.

    Not a projection: the log no longer says it.
    """

    account_id: UUID = fields.UUIDField(primary_key=True)
    amount = fields.IntField()
    last_day = fields.DateField()
    """The latest day of what was carried: until then, the amounts of other entries are no longer counted anew."""

    class Meta:
        """Table name."""

        table = "points_carried"
