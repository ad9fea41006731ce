"""Categories of problems."""

from tortoise import fields
from tortoise.models import Model


class Category(Model):
    """A category with its default deadline; its id is a slug such as ``pothole``."""

    id = fields.CharField(max_length=40, primary_key=True)
    rank = fields.IntField()
    name: dict[str, str] = fields.JSONField()
    """By language code, see ``domain.accounts.roles.LANGUAGES``."""
    icon = fields.CharField(max_length=40)
    sla_hours = fields.FloatField()
    nearby_radius_metres = fields.FloatField()
    needs_description = fields.BooleanField(default=True, db_default=True)
    """Whether a report needs a text also where it has a photo."""
    words: dict[str, list[str]] = fields.JSONField(default=dict, db_default={})
    """What people write of such problems, by language code: for suggestions only."""

    class Meta:
        """Table name."""

        table = "category"
