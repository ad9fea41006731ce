"""How far each projection has folded the log."""

from tortoise import fields
from tortoise.models import Model


class ProjectionRow(Model):
    """One projection. Queries read it only while its position is the head of the log."""

    name = fields.CharField(max_length=40, primary_key=True)
    position: int | None = fields.BigIntField(null=True)
    """The last event that was folded; null before the first rebuild has ended."""
    rebuilt: int | None = fields.BigIntField(null=True)
    """The last event that was folded into the copy that a rebuild makes; null while there is none."""

    class Meta:
        """Table name."""

        table = "projection"
