"""Cities of the installation."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model


class City(Model):
    """A city; its id is a slug such as ``almaty``."""

    id = fields.CharField(max_length=40, primary_key=True)
    name: dict[str, str] = fields.JSONField()
    """By language code, see ``domain.accounts.roles.LANGUAGES``."""
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    timezone = fields.CharField(max_length=64)
    west = fields.FloatField()
    south = fields.FloatField()
    east = fields.FloatField()
    north = fields.FloatField()
    akimat_domains: Any = ArrayField(element_type="text", default=list, db_default=[])
    """The domains of its Akimat's mailboxes, in lower case; a subdomain of one is not one of them."""
    color = fields.CharField(max_length=7, null=True)
    """Of buttons, links and the header on light ground, such as ``#0e3f45``; null for the product's own."""
    places_put_at: datetime | None = fields.DatetimeField(null=True)
    """When its places were put; null where it has none."""

    class Meta:
        """Table name."""

        table = "city"
