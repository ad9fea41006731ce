"""Every table that holds personal data: what the export of an account contains, and what erasing the account does.

A test compares this registry with the columns of the database. A new table with the id of an account needs an entry.
See docs/personal-data.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.accounts.account_decision import AccountDecision
from app.models.accounts.caller import Caller
from app.models.accounts.city_account import CityAccount
from app.models.accounts.email_token import EmailToken
from app.models.accounts.known_device import KnownDevice
from app.models.accounts.session import Session
from app.models.cities.assignment_rule import AssignmentRuleChange
from app.models.log.event import EventRow
from app.models.log.whole_log import ALL_EVENTS
from app.models.notifications.followed_area import FollowedAreaRow
from app.models.notifications.letter import LetterRow
from app.models.notifications.notification import NotificationRow
from app.models.notifications.preference import NotificationPreference
from app.models.notifications.push_subscription import PushSubscription
from app.models.photos.photo import ORIGIN_COLUMNS, PhotoRow
from app.models.points.leaderboard_leave import LeaderboardLeave
from app.models.points.points_carried import PointsCarried
from app.models.points.points_entry import PointsEntry
from app.models.privacy.erasure import Anonymised, Blanked, Deleted, DeletedLetters, Erasure, Kept, LeftLeaderboards
from app.models.privacy.export_record import ExportRecord
from app.models.requests.follow import Follow
from app.models.requests.hidden_text import HiddenText
from app.models.requests.request_state import RequestStateRow
from app.models.requests.service_request import ServiceRequestRow
from app.models.requests.verdict import VerdictRow


@dataclass(frozen=True, slots=True)
class NotExported:
    """No part of the table is exported."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalTable:
    """One table with the id of an account in a column."""

    model: type[Model]
    account_column: str
    """The column that names the person whom the row is about."""
    other_account_columns: tuple[str, ...] = ()
    """Columns that name the person who acted in office. They are kept: who decided stays on record."""
    exported: Mapping[str, str] | NotExported
    """Name of a part of the export -> statement that selects it; ``$1`` is the id of the account."""
    erasure: Erasure


PROJECTED_COLUMNS = frozenset(
    {
        *(("executor_total", "executor_id"), ("executor_dispute", "executor_id"), ("disputed_total", "executor_id")),
        ("points_month", "account_id"),
    }
)
"""Columns of projections that have no model. Like ``RequestStateRow`` they are neither exported nor erased: they are
sums over the log, and a rebuild would write them again."""

ARCHIVED_COLUMNS = frozenset({("event_archive", "actor_id"), ("archived_dispute", "executor_id")})
"""Columns of the archive of the log: exported and redacted with those of ``EventRow``; an executor acted in office."""

PERSONAL_TABLES = (
    PersonalTable(
        model=Account,
        account_column="id",
        other_account_columns=("approved_by", "blocked_by"),
        exported={
            "account": "SELECT id, name, given_name, email, role, city_id, locale, created_at, email_verified_at,"
            " approved_at, organisation_id, category_ids, avatar_key FROM account WHERE id = $1"
        },
        erasure=Anonymised(),
    ),
    PersonalTable(
        model=Caller,
        account_column="account_id",
        other_account_columns=("officer_id",),
        exported={
            "caller": "SELECT name, phone, email, city_id, created_at, unsubscribed_at FROM caller"
            " WHERE account_id = $1"
        },
        erasure=Deleted(),
    ),
    PersonalTable(
        model=ServiceRequestRow,
        account_column="author_id",
        other_account_columns=("executor_id",),
        exported={
            "requests": "SELECT id, number, city_id, category_id, address, description, latitude, longitude, status,"
            " created_at, updated_at, due_at, done_at, confirmed_at, rating FROM service_request WHERE author_id = $1"
            " ORDER BY created_at, id"
        },
        erasure=Kept("the city counts its requests; the account that they name identifies no person any more"),
    ),
    PersonalTable(
        model=EventRow,
        account_column="actor_id",
        exported={
            "comments": f"SELECT request_id, at, note AS text FROM {ALL_EVENTS} AS event"  # noqa: S608 - constants
            " WHERE actor_id = $1 AND kind = 'COMMENTED' ORDER BY id",
            "steps": f"SELECT request_id, version, kind, at, note, reason FROM {ALL_EVENTS}"  # noqa: S608 - constants
            " AS event WHERE actor_id = $1 AND kind <> 'COMMENTED' ORDER BY id",
        },
        erasure=Kept("events know accounts by id alone; texts are removed when the person asks for it"),
    ),
    PersonalTable(
        model=HiddenText,
        account_column="account_id",
        other_account_columns=("hidden_by", "shown_by"),
        exported={
            "hidden_texts": "SELECT request_id, part, version, hidden_at, reason, shown_at,"
            " originals -> 0 -> 'value' AS text FROM hidden_text WHERE account_id = $1 ORDER BY hidden_at, id"
        },
        erasure=Kept("the city answers for what it hid; the originals go when the person asks for it, and with time"),
    ),
    PersonalTable(
        model=PhotoRow,
        account_column="account_id",
        other_account_columns=("hidden_by",),
        exported={
            "photos": "SELECT id, request_id, kind, created_at, taken_at, latitude, longitude, camera, shot_taken_at,"
            " shot_latitude, shot_longitude, shot_accuracy_metres, distance_metres, marks, hidden_at, hide_reason,"
            " retracted_at, large_key FROM photo WHERE account_id = $1 ORDER BY created_at, id"
        },
        # The published pictures are the city's record; where, when and with what they were taken is the person's.
        erasure=Blanked(dict.fromkeys(ORIGIN_COLUMNS)),
    ),
    PersonalTable(
        model=NotificationRow,
        account_column="account_id",
        exported={
            "notifications": "SELECT e.request_id, e.kind, e.at, n.read_at FROM"  # noqa: S608 - constants
            f" notification n JOIN {ALL_EVENTS} AS e ON e.position = n.position"
            " WHERE n.account_id = $1 ORDER BY n.position"
        },
        erasure=Deleted(),
    ),
    PersonalTable(
        model=Follow,
        account_column="account_id",
        exported={"follows": "SELECT request_id, created_at FROM follow WHERE account_id = $1 ORDER BY id"},
        erasure=Deleted(),
    ),
    PersonalTable(
        model=FollowedAreaRow,
        account_column="account_id",
        exported={
            "followed_areas": "SELECT city_id, latitude, longitude, radius_metres, district_id, category_ids,"
            " created_at FROM followed_area WHERE account_id = $1 ORDER BY created_at, id"
        },
        # Where a person looks may be where the person lives.
        erasure=Deleted(),
    ),
    PersonalTable(
        model=AccountDecision,
        account_column="account_id",
        other_account_columns=("officer_id",),
        exported={"decisions": "SELECT kind, reason, at FROM account_decision WHERE account_id = $1 ORDER BY at, id"},
        # Who decided what, and when, stays on record; the reason may identify the person.
        erasure=Blanked({"reason": None}),
    ),
    PersonalTable(
        model=ExportRecord,
        account_column="account_id",
        exported={
            "exports": "SELECT city_id, format, conditions, begun_at, ended_at, rows FROM export_record"
            " WHERE account_id = $1 ORDER BY begun_at, id"
        },
        erasure=Kept("an officer took personal data of others in office: that stays on record"),
    ),
    PersonalTable(
        model=AssignmentRuleChange,
        account_column="officer_id",
        exported={
            "assignment_rules": "SELECT city_id, version, changed_at FROM assignment_rule_change"
            " WHERE officer_id = $1 ORDER BY changed_at, id"
        },
        erasure=Kept("the city answers for its rules: who set them, and when, stays on record"),
    ),
    PersonalTable(
        model=VerdictRow,
        account_column="account_id",
        exported={
            "verdicts": "SELECT request_id, round, answer, rating, reason, at FROM verdict WHERE account_id = $1"
            " ORDER BY at"
        },
        erasure=Kept("verdicts decide what an executor is paid for; reasons go with the other texts"),
    ),
    PersonalTable(
        model=Session,
        account_column="account_id",
        exported={
            "sessions": "SELECT id, created_at, expires_at, last_used_at, revoked_at, user_agent FROM session"
            " WHERE account_id = $1 ORDER BY created_at, id"
        },
        # The rows stay until they expire, so that every process sees that they are revoked.
        erasure=Blanked({"user_agent": ""}),
    ),
    PersonalTable(
        model=KnownDevice,
        account_column="account_id",
        exported={"known_devices": "SELECT created_at FROM known_device WHERE account_id = $1 ORDER BY created_at"},
        erasure=Deleted(),
    ),
    PersonalTable(
        model=NotificationPreference,
        account_column="account_id",
        exported={
            "preferences": "SELECT kind, channel, enabled FROM notification_preference WHERE account_id = $1"
            " ORDER BY id"
        },
        erasure=Deleted(),
    ),
    PersonalTable(
        model=PointsEntry,
        account_column="account_id",
        exported={"points": "SELECT request_id, rule, amount, at FROM points_entry WHERE account_id = $1 ORDER BY id"},
        erasure=Kept("a projection of the log; a rebuild would write it again"),
    ),
    PersonalTable(
        model=PointsCarried,
        account_column="account_id",
        exported={"points_carried": "SELECT amount FROM points_carried WHERE account_id = $1"},
        erasure=Kept("a sum without any request; it completes the projection of points"),
    ),
    PersonalTable(
        model=CityAccount,
        account_column="account_id",
        exported=NotExported("where the account has acted, which its exported requests and steps say"),
        erasure=Deleted(),
    ),
    PersonalTable(
        model=RequestStateRow,
        account_column="executor_id",
        exported=NotExported("a projection of the log; the requests themselves are exported to their authors"),
        erasure=Kept("a projection of the log; a rebuild would write it again"),
    ),
    PersonalTable(
        model=LetterRow,
        account_column="account_id",
        exported={
            "letters": "SELECT kind, status, created_at, sent_at FROM letter WHERE account_id = $1"
            " ORDER BY created_at, id"
        },
        # Letters that wait would be sent to the person's address.
        erasure=DeletedLetters(),
    ),
    PersonalTable(
        model=PushSubscription,
        account_column="account_id",
        exported=NotExported("holds a secret of the browser"),
        erasure=Deleted(),
    ),
    PersonalTable(
        model=EmailToken,
        account_column="account_id",
        exported=NotExported("holds hashes of links that give access to the account"),
        erasure=Deleted(),
    ),
    PersonalTable(
        model=LeaderboardLeave,
        account_column="account_id",
        exported=NotExported("one time, which the page shows as the switch of the leaderboard"),
        erasure=LeftLeaderboards(),
    ),
)
"""In the order of the export. The account comes first, because erasing it locks the row against new sessions."""


async def erase_personal_rows(account_id: UUID, now: datetime) -> None:
    """Erase the personal data of an account from every table, in the current transaction."""
    for table in PERSONAL_TABLES:
        await table.erasure.erase(table.model, table.account_column, account_id, now)
