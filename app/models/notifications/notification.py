"""Notifications of accounts: a projection of the event log."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model


class NotificationRow(Model):
    """One event that one account is notified of, identified by its position in the log."""

    id = fields.BigIntField(primary_key=True, generated=True)
    account_id: UUID = fields.UUIDField()
    position = fields.BigIntField()
    read_at = fields.DatetimeField(null=True)

    class Meta:
        """Table name and keys."""

        table = "notification"
        unique_together = (("account_id", "position"),)
