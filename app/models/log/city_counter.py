"""How many requests of a city have each status: a projection of the event log."""

from tortoise import fields
from tortoise.models import Model

from app.domain.requests.lifecycle import Status
from app.models.enum_field import enum_field


class CityCounter(Model):
    """The number of requests of one city in one status."""

    id = fields.BigIntField(primary_key=True, generated=True)
    city_id = fields.CharField(max_length=40)
    status = enum_field(Status, 16)
    count = fields.BigIntField(default=0)

    class Meta:
        """Table name and keys."""

        table = "city_counter"
        unique_together = (("city_id", "status"),)
