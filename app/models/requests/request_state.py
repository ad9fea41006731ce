"""Each request as the read models have counted it."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.requests.lifecycle import Status
from app.models.enum_field import enum_field


class RequestStateRow(Model):
    """The fields of ``events.projections.request_state.RequestState``."""

    request_id: UUID = fields.UUIDField(primary_key=True)
    city_id = fields.CharField(max_length=40)
    district_id = fields.CharField(max_length=40, null=True)
    category_id = fields.CharField(max_length=40)
    executor_id: UUID | None = fields.UUIDField(null=True)
    status = enum_field(Status, 16)
    longitude = fields.IntField()
    """In millionths of a degree."""
    latitude = fields.IntField()
    tile_x = fields.IntField()
    tile_y = fields.IntField()
    created_at: datetime = fields.DatetimeField()
    due_at: datetime | None = fields.DatetimeField(null=True)
    started_at: datetime | None = fields.DatetimeField(null=True)
    done_at: datetime | None = fields.DatetimeField(null=True)
    confirmed_at: datetime | None = fields.DatetimeField(null=True)
    overdue = fields.BooleanField()
    age = fields.SmallIntField(default=0, db_default=0)
    older_at: datetime | None = fields.DatetimeField(null=True)
    answered = fields.BooleanField(default=False, db_default=False)
    rated = fields.IntField(default=0, db_default=0)
    stars = fields.IntField(default=0, db_default=0)

    class Meta:
        """Table name."""

        table = "request_state"
