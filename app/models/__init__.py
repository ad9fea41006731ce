"""The tables, one a file; the configuration that Tortoise and its migrations read."""

from typing import Any

from app.models.account import Account
from app.models.category import Category
from app.models.city import City
from app.models.city_counter import CityCounter
from app.models.consumer_position import ConsumerPosition
from app.models.email_token import EmailToken
from app.models.event import EventRow
from app.models.follow import Follow
from app.models.leaderboard_leave import LeaderboardLeave
from app.models.letter import LetterRow
from app.models.log_state import LogState
from app.models.notification import NotificationRow
from app.models.organisation import Organisation
from app.models.photo import PhotoRow
from app.models.points_entry import PointsEntry
from app.models.preference import NotificationPreference
from app.models.push_subscription import PushSubscription
from app.models.service_request import ServiceRequestRow
from app.models.session import Session
from app.models.sla_policy import SlaPolicyRow
from app.models.upload_intent import UploadIntent

__all__ = [
    "Account",
    "Category",
    "City",
    "CityCounter",
    "ConsumerPosition",
    "EmailToken",
    "EventRow",
    "Follow",
    "LeaderboardLeave",
    "LetterRow",
    "LogState",
    "NotificationPreference",
    "NotificationRow",
    "Organisation",
    "PhotoRow",
    "PointsEntry",
    "PushSubscription",
    "ServiceRequestRow",
    "Session",
    "SlaPolicyRow",
    "UploadIntent",
    "tortoise_config",
]


def tortoise_config(database_url: str) -> dict[str, Any]:
    """Return Tortoise's configuration for this database."""
    return {
        "connections": {"default": database_url},
        "use_tz": True,
        "timezone": "UTC",
        "apps": {
            "qala": {"models": ["app.models"], "default_connection": "default", "migrations": "migrations"},
        },
    }


TORTOISE_ORM = tortoise_config("postgres://postgres@localhost/qala")
"""For the migration tool only, which needs the models and not the database."""
