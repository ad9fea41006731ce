"""What is being put into the storage, and is not named by any row yet."""

from tortoise import fields
from tortoise.models import Model


class UploadIntent(Model):
    """One key of one upload under way: whoever takes away what no row names leaves this alone."""

    id = fields.BigIntField(primary_key=True, generated=True)
    upload_id = fields.UUIDField()
    key = fields.CharField(max_length=80)
    at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "upload_intent"
        indexes = (("upload_id",), ("key",))
