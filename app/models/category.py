"""Categories of problems."""

from tortoise import fields
from tortoise.models import Model


class Category(Model):
    """A category with its default deadline; its id is a slug such as ``pothole``."""

    id = fields.CharField(max_length=40, primary_key=True)
    rank = fields.IntField()
    name: dict[str, str] = fields.JSONField()
    """By language code, see ``domain.roles.LANGUAGES``."""
    icon = fields.CharField(max_length=40)
    sla_hours = fields.FloatField()
    nearby_radius_metres = fields.FloatField()

    class Meta:
        """Table name."""

        table = "category"
