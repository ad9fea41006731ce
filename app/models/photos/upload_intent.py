"""Objects that are being uploaded and that no row names yet."""

from tortoise import fields
from tortoise.models import Model


class UploadIntent(Model):
    """One key of one upload in progress; the cleanup of unnamed objects skips it."""

    id = fields.BigIntField(primary_key=True, generated=True)
    upload_id = fields.UUIDField()
    key = fields.CharField(max_length=80)
    at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "upload_intent"
        indexes = (("upload_id",), ("key",))
