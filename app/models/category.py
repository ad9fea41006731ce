"""Categories of problems."""

from tortoise import fields
from tortoise.models import Model


class Category(Model):
    """A category with its default deadline; its id is a slug such as ``pothole``."""

    id = fields.CharField(max_length=40, primary_key=True)
    rank = fields.IntField()
    name_kk = fields.CharField(max_length=100)
    name_ru = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)
    icon = fields.CharField(max_length=40)
    sla_hours = fields.FloatField()
    nearby_radius_metres = fields.FloatField()

    class Meta:
        """Table name."""

        table = "category"
