"""Browsers in which an account has signed in before."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account


class KnownDevice(Model):
    """One browser or client that an account has signed in with."""

    token_hash = fields.CharField(primary_key=True, max_length=64)
    """Only the hash of its token is stored."""
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    session_id = fields.UUIDField()
    """The session that the latest sign-in opened; ending the others leaves this device known."""
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "known_device"
        indexes = (("account_id",),)


async def forget_devices(account_id: UUID, *, keep_session: UUID | None = None) -> None:
    """Forget the devices of an account, all but that of one session; joins the current transaction."""
    await KnownDevice.filter(account_id=account_id).exclude(session_id=keep_session).delete()


async def forget_old_devices(before: datetime) -> None:
    """Forget the devices that no one has signed in with since then."""
    await KnownDevice.filter(created_at__lt=before).delete()
