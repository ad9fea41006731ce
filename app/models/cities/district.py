"""The districts of cities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.cities.city import City


class District(Model):
    """A district of a city, with its outline. One that is removed stays, because the log names it."""

    id = fields.CharField(max_length=40, primary_key=True)
    """A slug that begins with the city."""
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    name: dict[str, str] = fields.JSONField()
    """By language code, see ``domain.accounts.roles.LANGUAGES``."""
    outline: dict[str, Any] = fields.JSONField()
    """The ``Polygon`` or ``MultiPolygon`` of GeoJSON."""
    changed_at: datetime = fields.DatetimeField()
    """When its outline was put, or the district removed: processes read the outline again."""
    removed_at: datetime | None = fields.DatetimeField(null=True)
    """When it was removed; no point lies in it since then."""

    class Meta:
        """Table name and indexes."""

        table = "district"
        indexes = (("city_id",),)


class DistrictSurvey(Model):
    """How far the job has come that gives the requests of a city their districts after the outlines have changed."""

    city_id = fields.CharField(max_length=40, primary_key=True)
    asked_at: datetime = fields.DatetimeField()
    """When the outlines changed."""
    created_at: datetime | None = fields.DatetimeField(null=True)
    """Of the request that was looked at last; null before the first one."""
    request_id: UUID | None = fields.UUIDField(null=True)
    done_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table name."""

        table = "district_survey"
