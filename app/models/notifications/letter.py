"""The outbox: letters to be sent, and the state of their delivery."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.notifications.letters import Channel, LetterKind, LetterStatus
from app.models.accounts.account import Account
from app.models.enum_field import enum_field
from app.models.identity import new_id


class LetterRow(Model):
    """One letter to one address of one account about one fact; it is rendered when it is sent."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    """Also the Message-ID, by which a mail program recognises a letter that was sent twice."""
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    kind = enum_field(LetterKind, 24)
    fact = fields.CharField(max_length=80)
    """The fact that the letter is about: ``event POSITION``, ``digest CITY DAY``, ``token ID``, ``approval``."""
    channel = enum_field(Channel, 8)
    address = fields.CharField(max_length=40, default="")
    """Empty for the mailbox of the account, else the id of a push subscription."""
    data: dict[str, Any] = fields.JSONField()
    """The arguments of the template, without secrets; emptied when the letter is sent."""
    status = enum_field(LetterStatus, 8, default=LetterStatus.WAITING)
    attempts = fields.SmallIntField(default=0)
    next_attempt_at = fields.DatetimeField()
    last_error: str | None = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        """Table name and keys."""

        table = "letter"
        unique_together = (("account_id", "kind", "fact", "address"),)
