"""The event log."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.models.database import rows
from app.models.enum_field import enum_field
from app.models.log.whole_log import ALL_EVENTS, archived_of
from app.models.requests.service_request import ServiceRequestRow


class EventRow(Model):
    """One step of one request.

    A row changes in two cases: the sequencer sets ``position`` once, and personal parts are removed.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    position: int | None = fields.BigIntField(null=True, unique=True)
    request: fields.ForeignKeyRelation[ServiceRequestRow] = fields.ForeignKeyField(
        "qala.ServiceRequestRow", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: UUID
    version = fields.IntField()
    kind = enum_field(EventKind, 24)
    at = fields.DatetimeField()
    actor_id: UUID | None = fields.UUIDField(null=True)
    actor_role = enum_field(Role, 16, null=True)
    unapproved = fields.BooleanField(default=False, db_default=False)
    """Whether the actor was not approved for ``actor_role``; not hashed, and set by a migration only."""
    city_id = fields.CharField(max_length=40)
    note: str | None = fields.TextField(null=True)
    reason: str | None = fields.TextField(null=True)
    from_status = enum_field(Status, 16, null=True)
    moment_at = fields.DatetimeField(null=True)
    former: dict[str, Any] | None = fields.JSONField(null=True)
    marks: Any = ArrayField(element_type="text", default=list, db_default=[])
    """What a person should check in the photos of the step."""
    report_source = enum_field(ReportSource, 16, null=True)
    """How the report or the answer that this step records reached the officer."""
    topics: Any = ArrayField(element_type="text")
    recipients: list[dict[str, Any]] | None = fields.JSONField(null=True)
    """Each as ``domain.notifications.recipient.Recipient`` says it; NULL in events from before they were stored."""
    photo_digests: Any = ArrayField(element_type="bytea", default=list, db_default=[])
    snapshot: dict[str, Any] = fields.JSONField()
    salts = fields.BinaryField()
    """16 bytes for each ``domain.log.timeline_hash.Personal`` part; zeros for a removed part."""
    removed: dict[str, str] | None = fields.JSONField(null=True)
    """The digests of the removed parts, in hexadecimal."""
    hash = fields.BinaryField()
    """Covers all fields of the event and the hash of the event before it."""

    class Meta:
        """Table name and keys."""

        table = "event"
        unique_together = (("request_id", "version"),)
        indexes = (("city_id", "position"),)


async def event_row(request_id: UUID, version: int) -> EventRow | None:
    """Return the event of this version, archived or not."""
    live = await EventRow.get_or_none(request_id=request_id, version=version)
    if live is not None:
        return live
    # ``raw`` takes no values.
    of_request = archived_of(f"= '{request_id}'::uuid")
    archived = f"SELECT * FROM {of_request} AS event WHERE version = {int(version)}"  # noqa: S608 - an id and a number
    found: list[EventRow] = await EventRow.raw(archived)
    return found[0] if found else None


async def has_acted(account_id: UUID) -> bool:
    """Whether an event, archived or not, has this actor."""
    acted = f"SELECT FROM {ALL_EVENTS} AS event WHERE actor_id = $1 LIMIT 1"
    return bool(await rows(acted, account_id))
