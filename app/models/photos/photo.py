"""Photographs of service requests; their files are in the storage."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.photos.photo import PhotoKind
from app.models.accounts.account import Account
from app.models.enum_field import enum_field
from app.models.identity import new_id
from app.models.requests.service_request import ServiceRequestRow

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
    """One photograph that was sent with one step of one request."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: UUID
    version = fields.IntField()
    """The version of the request after the step."""
    kind = enum_field(PhotoKind, 8)
    position = fields.SmallIntField()
    """Its place among the photos of its step, from 0."""
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, on_delete=fields.RESTRICT, null=True
    )
    account_id: UUID | None
    """The sender; null after the request was anonymised, unless the sender acted in office."""
    digest = fields.BinaryField()
    """SHA-256 of the file as it was sent."""
    width = fields.IntField()
    height = fields.IntField()
    preview: str | None = fields.TextField(null=True)
    """A tiny blurred picture as a ``data:`` address, shown until the real one is loaded."""
    original_key = fields.CharField(max_length=80, null=True)
    """Null when the file was deleted: its sender erased the account, or the request was anonymised."""
    small_key = fields.CharField(max_length=80)
    medium_key = fields.CharField(max_length=80)
    large_key = fields.CharField(max_length=80)
    look: int | None = fields.BigIntField(null=True)
    """The perceptual hash; null for a picture with too little contrast."""
    taken_at = fields.DatetimeField(null=True)
    """From the metadata of the file, as are place and camera."""
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    camera = fields.CharField(max_length=120, null=True)
    shot_latitude: float | None = fields.FloatField(null=True)
    """From the browser at the time of the shot."""
    shot_longitude: float | None = fields.FloatField(null=True)
    shot_accuracy_metres: float | None = fields.FloatField(null=True)
    shot_taken_at = fields.DatetimeField(null=True)
    distance_metres: float | None = fields.FloatField(null=True)
    """From the place of the shot to the place of the request."""
    marks: Any = ArrayField(element_type="text", default=list, db_default=[])
    hidden_at = fields.DatetimeField(null=True)
    hidden_by: UUID | None = fields.UUIDField(null=True)
    hide_reason: str | None = fields.TextField(null=True)
    blurred: Any = fields.JSONField(null=True)
    """The blurred rectangles; null if there are none."""
    retracted_at = fields.DatetimeField(null=True)
    """When it was withdrawn by its sender or anonymised: it is shown to no one, and its files are deleted."""
    created_at = fields.DatetimeField()
    number: int | None = fields.BigIntField(null=True)
    """Set by the database. For photos of finished work it follows the order of the commits."""

    class Meta:
        """Table name, keys and indexes; those for similar photos are written in the migration."""

        table = "photo"
        unique_together = (("request_id", "version", "position"),)
        indexes = (("account_id", "created_at"), ("original_key",), ("small_key",), ("medium_key",), ("large_key",))
