"""The tables, one a file in the folder of their subject, with the statements on them that have names of their own.

Tortoise finds every model of the package; these are the ones that other packages name.
"""

from app.models.accounts.account import Account
from app.models.accounts.account_decision import AccountDecision
from app.models.accounts.caller import Caller
from app.models.accounts.email_token import EmailToken
from app.models.accounts.known_device import KnownDevice
from app.models.accounts.organisation import Organisation
from app.models.accounts.session import Session
from app.models.cities.assignment_rule import AssignmentRuleChange, AssignmentRuleRow
from app.models.cities.category import Category
from app.models.cities.city import City
from app.models.cities.district import District, DistrictSurvey
from app.models.cities.place import PlaceRow
from app.models.cities.sla_policy import SlaPolicyRow
from app.models.log.city_counter import CityCounter
from app.models.log.consumer_position import ConsumerPosition
from app.models.log.event import EventRow
from app.models.log.log_state import LogState
from app.models.notifications.followed_area import FollowedAreaRow
from app.models.notifications.letter import LetterRow
from app.models.notifications.notification import NotificationRow
from app.models.notifications.preference import NotificationPreference
from app.models.notifications.push_subscription import PushSubscription
from app.models.photos.photo import PhotoRow
from app.models.photos.upload_intent import UploadIntent
from app.models.points.leaderboard_leave import LeaderboardLeave
from app.models.points.points_carried import PointsCarried
from app.models.points.points_entry import PointsEntry
from app.models.privacy.export_record import ExportRecord
from app.models.requests.follow import Follow
from app.models.requests.hidden_text import HiddenText
from app.models.requests.service_request import ServiceRequestRow
from app.models.requests.taken_step import TakenStep
from app.models.requests.verdict import VerdictRow

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
