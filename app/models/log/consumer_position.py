"""The last position of the log that each consumer has processed."""

from tortoise import fields
from tortoise.models import Model


class ConsumerPosition(Model):
    """One consumer of the log. After a stop it continues here and misses no event."""

    name = fields.CharField(max_length=40, primary_key=True)
    position = fields.BigIntField()

    class Meta:
        """Table name."""

        table = "consumer_position"
