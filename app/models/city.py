"""Cities of the installation."""

from tortoise import fields
from tortoise.models import Model


class City(Model):
    """A city; its id is a slug such as ``almaty``."""

    id = fields.CharField(max_length=40, primary_key=True)
    name: dict[str, str] = fields.JSONField()
    """By language code, see ``domain.roles.LANGUAGES``."""
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
