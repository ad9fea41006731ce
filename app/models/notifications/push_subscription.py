"""Browsers that receive push messages."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.accounts.session import Session
from app.models.database import rows
from app.models.identity import new_id


class PushSubscription(Model):
    """One browser of an account. It receives messages while the session in which it was registered is open."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("qala.Session", related_name=False)
    session_id: UUID
    endpoint = fields.CharField(max_length=1000, unique=True)
    p256dh = fields.CharField(max_length=100)
    """The browser's public key, base64url."""
    auth = fields.CharField(max_length=40)
    """The secret that the browser shares with the server, base64url."""
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "push_subscription"
        indexes = (("account_id",), ("session_id",))


async def delete_oldest_subscriptions(account_id: UUID, *, keep: int) -> None:
    """Delete the push subscriptions of an account, all but the newest ``keep``."""
    await rows(
        "DELETE FROM push_subscription WHERE id IN (SELECT id FROM push_subscription WHERE account_id = $1"
        " ORDER BY created_at DESC, id DESC OFFSET $2)",
        account_id,
        keep,
    )
