"""Decisions of officers about accounts: inserted once and never changed, so that each can be reviewed later."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.accounts.decisions import DecisionKind
from app.models.accounts.account import Account
from app.models.cities.city import City
from app.models.enum_field import enum_field
from app.models.identity import new_id


class AccountDecision(Model):
    """One decision of one officer about one account."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    officer_id: UUID | None = fields.UUIDField(null=True)
    """None for a decision of the operator, or of the rule of the city's own domains."""
    city: fields.ForeignKeyNullableRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    city_id: str | None
    """The city of the officer at that time."""
    everywhere = fields.BooleanField(default=False, db_default=False)
    """Whether a block, or its end, is about every city and about signing in."""
    kind = enum_field(DecisionKind, 16)
    reason = fields.CharField(max_length=500, null=True)
    category_ids: Any = ArrayField(element_type="text", default=list, db_default=[])
    """The categories that the executor serves from then on, if the decision sets them."""
    at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "account_decision"
        indexes = (("account_id", "at"),)
