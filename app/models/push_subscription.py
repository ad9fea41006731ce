"""Browsers that want to be told while the page is closed."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.account import Account
from app.models.identity import new_id
from app.models.session import Session


class PushSubscription(Model):
    """One browser of one person. It counts as long as the session in which it was made."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("qala.Session", related_name=False)
    session_id: UUID
    endpoint = fields.CharField(max_length=1000, unique=True)
    p256dh = fields.CharField(max_length=100)
    """The browser's public key, base64url."""
    auth = fields.CharField(max_length=40)
    """The secret that the browser shares with us, base64url."""
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "push_subscription"
        indexes = (("account_id",), ("session_id",))
