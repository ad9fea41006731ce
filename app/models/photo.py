"""Photographs of service requests; the bytes lie in the storage."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.photos import PhotoKind
from app.models.account import Account
from app.models.identity import new_id
from app.models.service_request import ServiceRequestRow

ORIGIN_COLUMNS = (
    "original_key",
    "camera",
    "taken_at",
    "latitude",
    "longitude",
    "shot_latitude",
    "shot_longitude",
    "shot_accuracy_metres",
    "shot_taken_at",
)
"""What leads to the sender: the file as it was sent, and where, when and with what the picture was taken."""


class PhotoRow(Model):
    """One photograph that one step of one request brought."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: UUID
    version = fields.IntField()
    """Of the request after the step."""
    kind = fields.CharEnumField(PhotoKind, max_length=8)
    position = fields.SmallIntField()
    """Its place among the photos of its step, from 0."""
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    account_id: UUID | None
    """Who sent it; null once the request was anonymised, unless they acted in office."""
    digest = fields.BinaryField()
    """SHA-256 of the file as it came."""
    width = fields.IntField()
    height = fields.IntField()
    preview: str | None = fields.TextField(null=True)
    """A tiny blurred picture as a ``data:`` address, shown until the real one is there."""
    original_key = fields.CharField(max_length=80, null=True)
    """Null when the file as it came is gone: its sender has erased their account, or the request was anonymised."""
    small_key = fields.CharField(max_length=80)
    medium_key = fields.CharField(max_length=80)
    large_key = fields.CharField(max_length=80)
    look: int | None = fields.BigIntField(null=True)
    """The hash of what it looks like; null for a picture too flat to tell anything."""
    taken_at = fields.DatetimeField(null=True)
    """What the file says; so do place and camera."""
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    camera = fields.CharField(max_length=120, null=True)
    shot_latitude: float | None = fields.FloatField(null=True)
    """What the browser knew at the moment of the shot."""
    shot_longitude: float | None = fields.FloatField(null=True)
    shot_accuracy_metres: float | None = fields.FloatField(null=True)
    shot_taken_at = fields.DatetimeField(null=True)
    distance_metres: float | None = fields.FloatField(null=True)
    """From where it was taken to the place of the request."""
    marks: Any = ArrayField(element_type="text", default=list, db_default=[])
    hidden_at = fields.DatetimeField(null=True)
    hidden_by: UUID | None = fields.UUIDField(null=True)
    hide_reason: str | None = fields.TextField(null=True)
    blurred: Any = fields.JSONField(null=True)
    """The rectangles that were blurred; null = none."""
    retracted_at = fields.DatetimeField(null=True)
    """When it was taken away, by its sender or by time: nobody sees it any more, and its files are gone."""
    created_at = fields.DatetimeField()
    number: int | None = fields.BigIntField(null=True)
    """Given by the database. Among photos of finished work, in the order in which they were committed."""

    class Meta:
        """Table name, keys and indexes; those for look-alikes are written in the migration."""

        table = "photo"
        unique_together = (("request_id", "version", "position"),)
        indexes = (("account_id", "created_at"), ("original_key",), ("small_key",), ("medium_key",), ("large_key",))
