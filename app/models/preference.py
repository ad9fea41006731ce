"""Notification preferences of accounts."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.letters import Channel, NotificationKind
from app.models.account import Account


class NotificationPreference(Model):
    """One choice of one account; a kind without a choice is on."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    kind = fields.CharEnumField(NotificationKind, max_length=24)
    channel = fields.CharEnumField(Channel, max_length=8)
    enabled = fields.BooleanField()

    class Meta:
        """Table name and keys."""

        table = "notification_preference"
        unique_together = (("account_id", "kind", "channel"),)
