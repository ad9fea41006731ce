"""The tables, one a file, with the statements on them that have a name of their own.

Tortoise finds every model of the package; these are the ones that other packages name.
"""

from app.models.account import Account
from app.models.account_decision import AccountDecision
from app.models.assignment_rule import AssignmentRuleChange, AssignmentRuleRow
from app.models.caller import Caller
from app.models.category import Category
from app.models.city import City
from app.models.city_counter import CityCounter
from app.models.consumer_position import ConsumerPosition
from app.models.district import District, DistrictSurvey
from app.models.email_token import EmailToken
from app.models.event import EventRow
from app.models.export_record import ExportRecord
from app.models.follow import Follow
from app.models.followed_area import FollowedAreaRow
from app.models.hidden_text import HiddenText
from app.models.known_device import KnownDevice
from app.models.leaderboard_leave import LeaderboardLeave
from app.models.letter import LetterRow
from app.models.log_state import LogState
from app.models.notification import NotificationRow
from app.models.organisation import Organisation
from app.models.photo import PhotoRow
from app.models.place import PlaceRow
from app.models.points_carried import PointsCarried
from app.models.points_entry import PointsEntry
from app.models.preference import NotificationPreference
from app.models.push_subscription import PushSubscription
from app.models.service_request import ServiceRequestRow
from app.models.session import Session
from app.models.sla_policy import SlaPolicyRow
from app.models.taken_step import TakenStep
from app.models.upload_intent import UploadIntent
from app.models.verdict import VerdictRow

__all__ = [
    "Account",
    "AccountDecision",
    "AssignmentRuleChange",
    "AssignmentRuleRow",
    "Caller",
    "Category",
    "City",
    "CityCounter",
    "ConsumerPosition",
    "District",
    "DistrictSurvey",
    "EmailToken",
    "EventRow",
    "ExportRecord",
    "Follow",
    "FollowedAreaRow",
    "HiddenText",
    "KnownDevice",
    "LeaderboardLeave",
    "LetterRow",
    "LogState",
    "NotificationPreference",
    "NotificationRow",
    "Organisation",
    "PhotoRow",
    "PlaceRow",
    "PointsCarried",
    "PointsEntry",
    "PushSubscription",
    "ServiceRequestRow",
    "Session",
    "SlaPolicyRow",
    "TakenStep",
    "UploadIntent",
    "VerdictRow",
]
