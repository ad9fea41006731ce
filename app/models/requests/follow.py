"""Accounts that follow requests."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.requests.service_request import ServiceRequestRow


class Follow(Model):
    """One account that gets notifications about one request."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False
    )
    request_id: UUID
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and keys."""

        table = "follow"
        unique_together = (("request_id", "account_id"),)
