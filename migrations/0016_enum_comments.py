from enum import Enum
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.domain.accounts.decisions import DecisionKind
from app.domain.log.events import EventKind
from app.domain.notifications.letters import Channel, LetterKind, LetterStatus, LinkPurpose, NotificationKind
from app.domain.requests.lifecycle import Status
from app.domain.photos.photo import PhotoKind
from app.domain.figures.points import PointsRule
from app.domain.accounts.roles import Locale, Role
from app.domain.sla import Counted
from app.domain.log.timeline_hash import Personal


def _commented(model: str, name: str, enum_type: type[Enum], max_length: int, **options: Any) -> ops.AlterField:
    """Give the column a comment that does not list the values, so that a value more needs no migration."""
    field = fields.CharEnumField(enum_type, f"a value of {enum_type.__name__}", max_length, **options)
    return ops.AlterField(model_name=model, name=name, field=field)


_PURPOSE = LinkPurpose.VERIFY_EMAIL


class Migration(migrations.Migration):
    dependencies = [("qala", "0015_photos_of_work")]

    initial = False

    operations = [
        _commented("Account", "locale", Locale, 2, default=Locale.KK),
        _commented("Account", "role", Role, 16),
        _commented("AccountDecision", "kind", DecisionKind, 16),
        _commented("CityCounter", "status", Status, 16),
        _commented("EmailToken", "purpose", LinkPurpose, 16, default=_PURPOSE, db_default=_PURPOSE),
        _commented("EventRow", "actor_role", Role, 16, null=True),
        _commented("EventRow", "from_status", Status, 16, null=True),
        _commented("EventRow", "kind", EventKind, 24),
        _commented("HiddenText", "part", Personal, 16),
        _commented("LetterRow", "channel", Channel, 8),
        _commented("LetterRow", "kind", LetterKind, 24),
        _commented("LetterRow", "status", LetterStatus, 8, default=LetterStatus.WAITING),
        _commented("NotificationPreference", "channel", Channel, 8),
        _commented("NotificationPreference", "kind", NotificationKind, 24),
        _commented("PhotoRow", "kind", PhotoKind, 8),
        _commented("PointsEntry", "rule", PointsRule, 16),
        _commented("ServiceRequestRow", "status", Status, 16),
        _commented("SlaPolicyRow", "counted", Counted, 16),
    ]
