"""The present end of the log."""

from tortoise import fields
from tortoise.models import Model


class LogState(Model):
    """The only row, which the sequencer locks: the epoch of the log and its last position."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    epoch = fields.CharField(max_length=32)
    """Created with the database; a restored copy gets a new one, so that old cursors are refused."""
    head = fields.BigIntField(default=0)
    seal = fields.BinaryField()
    """Covers the hashes of all events up to the head, in the order of their positions."""

    class Meta:
        """Table name."""

        table = "log_state"
