"""The deadline policies of categories, version by version."""

from tortoise import fields
from tortoise.models import Model

from app.domain.sla import Counted
from app.models.cities.category import Category
from app.models.cities.city import City
from app.models.enum_field import enum_field


class SlaPolicyRow(Model):
    """One version of a policy. It never changes: a change is a new version, and older requests keep theirs."""

    id = fields.CharField(max_length=90, primary_key=True)
    """``CATEGORY`` or ``CATEGORY.CITY``, then ``.vVERSION``: readable, and unique by itself."""
    policy = fields.CharField(max_length=81)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "qala.Category", related_name=False, on_delete=fields.RESTRICT
    )
    category_id: str
    city: fields.ForeignKeyNullableRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    city_id: str | None
    version = fields.IntField()
    hours = fields.FloatField()
    counted = enum_field(Counted, 16)
    at_risk_share = fields.FloatField()
    escalate_after_share = fields.FloatField()
    valid_from = fields.DatetimeField()
    reason: str | None = fields.TextField(null=True)

    class Meta:
        """Table name and keys."""

        table = "sla_policy"
        unique_together = (("policy", "version"),)
        indexes = (("category_id", "city_id"),)
