"""Links that were sent by letter."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.letters import LinkPurpose
from app.models.account import Account
from app.models.identity import new_id


class EmailToken(Model):
    """One link, good once and until it expires. Only the hash of its token is kept."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    purpose = fields.CharEnumField(
        LinkPurpose, max_length=16, default=LinkPurpose.VERIFY_EMAIL, db_default=LinkPurpose.VERIFY_EMAIL
    )
    new_email = fields.CharField(max_length=254, null=True)
    """The address that the link proves, when it is not yet that of the account."""
    registration: dict[str, Any] | None = fields.JSONField(null=True)
    """What the link makes an account of: the form of somebody who registered an address that nobody had confirmed."""
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        """Table name."""

        table = "email_token"
