"""The ids that clients chose for steps they may send more than once."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.requests.service_request import ServiceRequestRow


class TakenStep(Model):
    """The event that a step with an id of its client became; its actor and contents are in the log."""

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.CASCADE
    )
    request_id: UUID
    version = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        """Table name and indexes."""

        table = "taken_step"
        indexes = (("at",),)


async def forget_taken_steps(before: datetime) -> None:
    """Forget the ids of steps that were taken before then."""
    await TakenStep.filter(at__lt=before).delete()
