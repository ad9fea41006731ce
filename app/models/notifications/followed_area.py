"""Areas that accounts follow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.cities.city import City
from app.models.cities.district import District
from app.models.identity import new_id


class FollowedAreaRow(Model):
    """One area that one account follows: the fields of ``domain.followed_area.FollowedArea``, and its hexagons."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    radius_metres: int | None = fields.IntField(null=True)
    hexagons: Any = ArrayField(element_type="bigint", default=list, db_default=[])
    """Those that hold the circle, see ``domain.hexagons``; none for a district. By these the circle is found."""
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField(
        "qala.District", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    district_id: str | None
    category_ids: Any = ArrayField(element_type="text", default=list, db_default=[])
    """Sorted; none means all."""
    created_at: datetime = fields.DatetimeField()

    class Meta:
        """Table name and keys. The index of the hexagons is made by the migration."""

        table = "followed_area"
        indexes = (("account_id",), ("district_id",))
