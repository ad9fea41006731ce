"""Who is signed in where."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.account import Account
from app.models.identity import new_id


class Session(Model):
    """One signed-in browser or client. Only the hash of its token is kept."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    """To the hour; a session tells no more of a day than it must."""
    revoked_at = fields.DatetimeField(null=True)
    user_agent = fields.CharField(max_length=200, default="")

    class Meta:
        """Table name and indexes."""

        table = "session"
        indexes = (("account_id",),)
