"""Texts of requests that the Akimat has hidden: the originals, who hid them, when and why."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.log.timeline_hash import Personal
from app.models.enum_field import enum_field
from app.models.identity import new_id
from app.models.requests.service_request import ServiceRequestRow


class HiddenText(Model):
    """One text of a request that an officer hid from the public.

    The row stays when the text is shown again, as a record of both decisions.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: UUID
    part = enum_field(Personal, 16)
    """Which part of the events was removed: never ``PEOPLE``."""
    version = fields.IntField()
    """The step whose words were hidden; ``WHOLE_REQUEST`` for the description and the address."""
    account_id: UUID | None = fields.UUIDField(null=True)
    """The account that wrote the text."""
    official = fields.BooleanField()
    """Whether it was written in office; such a text is no personal data."""
    originals: list[dict[str, Any]] | None = fields.JSONField(null=True)
    """For each event that had the text: its id, the value and the salt in hexadecimal. NULL once the text is shown
    again, or was erased as personal data."""
    hidden_at = fields.DatetimeField()
    hidden_by: UUID | None = fields.UUIDField(null=True)
    reason = fields.TextField()
    """The officer's reason, which is public."""
    hidden_version = fields.IntField()
    """The step that records the hiding."""
    shown_at = fields.DatetimeField(null=True)
    shown_by: UUID | None = fields.UUIDField(null=True)
    shown_version: int | None = fields.IntField(null=True)

    class Meta:
        """Table name and indexes; partial indexes are written in the migrations."""

        table = "hidden_text"
        indexes = (("request_id",),)
