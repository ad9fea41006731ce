"""The ledger of points: a projection of the event log."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.figures.points import PointsRule
from app.models.enum_field import enum_field


class PointsEntry(Model):
    """One entry of the ledger; entries are only added, each once. A balance is their sum."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account_id: UUID = fields.UUIDField()
    position = fields.BigIntField()
    rule = enum_field(PointsRule, 16)
    amount = fields.IntField()
    at = fields.DatetimeField()
    day = fields.DateField()
    """The day of ``at`` in the zone of the city; the daily cap and the monthly leaderboards use it."""
    request_id: UUID = fields.UUIDField()
    city_id = fields.CharField(max_length=40)

    class Meta:
        """Table name and keys."""

        table = "points_entry"
        unique_together = (("account_id", "position", "rule"), ("request_id", "rule", "account_id"))
        indexes = (("city_id", "day"), ("account_id", "day"))
