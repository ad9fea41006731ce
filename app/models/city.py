"""Cities of the installation."""

from tortoise import fields
from tortoise.models import Model


class City(Model):
    """A city; its id is a slug such as ``almaty``."""

    id = fields.CharField(max_length=40, primary_key=True)
    name_kk = fields.CharField(max_length=100)
    name_ru = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100)
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    timezone = fields.CharField(max_length=64)
    west = fields.FloatField()
    south = fields.FloatField()
    east = fields.FloatField()
    north = fields.FloatField()

    class Meta:
        """Table name."""

        table = "city"
