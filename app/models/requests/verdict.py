"""Verdicts of authors on completed work."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.identity import new_id
from app.models.requests.service_request import ServiceRequestRow


class VerdictRow(Model):
    """The verdict of one author or co-author on one completion; a later one replaces it until the vote is decided."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: UUID
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    account_id: UUID | None
    """Null after the request was anonymised."""
    round = fields.IntField()
    """1 for the first completion of the request, 2 for the one after a dispute ..."""
    answer = fields.CharField(max_length=8)
    """``confirm`` or ``dispute``"""
    rating: int | None = fields.SmallIntField(null=True)
    reason: str | None = fields.TextField(null=True)
    at = fields.DatetimeField()

    class Meta:
        """Table name and keys."""

        table = "verdict"
        unique_together = (("request_id", "account_id", "round"),)
        indexes = (("account_id", "at"),)
