"""How far each reader of the log has come."""

from tortoise import fields
from tortoise.models import Model


class ConsumerPosition(Model):
    """One reader that may be down for a while and misses nothing."""

    name = fields.CharField(max_length=40, primary_key=True)
    position = fields.BigIntField()

    class Meta:
        """Table name."""

        table = "consumer_position"
