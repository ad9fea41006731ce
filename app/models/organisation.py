"""Whom executors work for."""

from tortoise import fields
from tortoise.models import Model

from app.models.city import City
from app.models.identity import new_id


class Organisation(Model):
    """An organisation of one city: a utility, a contractor, a department."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    name = fields.CharField(max_length=120)
    name_key = fields.CharField(max_length=240)
    """The name folded by ``domain.texts.search_key``: case and space make no second organisation."""
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and keys."""

        table = "organisation"
        unique_together = (("city_id", "name_key"),)
