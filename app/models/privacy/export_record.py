"""Exports with personal data: who took which, so that each can be reviewed later."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.cities.city import City
from app.models.identity import new_id


class ExportRecord(Model):
    """One file with personal data. It is inserted before the first byte leaves."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account_id: UUID | None = fields.UUIDField(null=True)
    """The officer who took it; None for the operator on the command line."""
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    format = fields.CharField(max_length=16)
    conditions: dict[str, Any] = fields.JSONField()
    """The filter as the client sent it."""
    begun_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    """None while it is written, and for ever where the process died meanwhile."""
    rows = fields.IntField(null=True)
    """How many requests have left at most, also of a file that the client did not take to its end."""
    complete = fields.BooleanField(default=False, db_default=False)

    class Meta:
        """Table name and indexes."""

        table = "export_record"
        indexes = (("city_id", "begun_at", "id"), ("account_id", "begun_at"))
