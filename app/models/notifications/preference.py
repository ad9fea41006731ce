"""Notification preferences of accounts."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.notifications.letters import Channel, NotificationKind
from app.models.accounts.account import Account
from app.models.enum_field import enum_field


class NotificationPreference(Model):
    """One choice of one account; a kind without a choice is on.

    At night it is off.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    kind = enum_field(NotificationKind, 24)
    channel = enum_field(Channel, 8)
    enabled = fields.BooleanField()

    class Meta:
        """Table name and keys."""

        table = "notification_preference"
        unique_together = (("account_id", "kind", "channel"),)
