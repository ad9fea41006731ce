"""Every right in one table: who may run which operation of the API, and take which step of a request.

``RIGHTS`` has a row for every query, mutation and subscription. Where the row names an action, the operation is a step
of a service request, and the ``who`` column of ``domain.requests.lifecycle.TABLE`` decides. What may be seen of a
person, a photo or a request is decided in ``app.auth.visibility``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.auth.viewer import Viewer, signed_in
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Action
from app.errors import InvalidInput, NotAllowed, QalaError


class Who(StrEnum):
    """Who has a right."""

    ANYONE = "ANYONE"
    """without an account"""
    SIGNED_IN = "SIGNED_IN"
    """an account of any role"""
    BROWSER = "BROWSER"
    """an account with a session: not an actor of the demo, a replay or an import"""
    CITIZEN = "CITIZEN"
    """an account that was registered as a citizen's: who waits for another role acts as one, but keeps the city"""
    EXECUTOR = "EXECUTOR"
    """an approved executor, in their own city"""
    AKIMAT = "AKIMAT"
    """an approved officer, in the city that the operation is about"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """One row of the table."""

    who: Who
    action: Action | None = None
    """The step of a request; the lifecycle table says who may take it."""
    refusal: str = "only the Akimat of this city may do this"
    """The error message for an account without the right."""
    field: str | None = None
    """The argument at fault: the refusal is then ``InvalidInput`` instead of ``NotAllowed``."""

    def refused(self) -> QalaError:
        """Return the refusal for an account without the right."""
        return InvalidInput(self.field, self.refusal) if self.field else NotAllowed(self.refusal)


_ANYONE = Right(who=Who.ANYONE)
_SIGNED_IN = Right(who=Who.SIGNED_IN)
_AKIMAT = Right(who=Who.AKIMAT)


def _step(action: Action) -> Right:
    return Right(who=Who.SIGNED_IN, action=action)


RIGHTS: Mapping[str, Right] = {
    # Reading the city.
    "cursor": _ANYONE,
    "serviceRequest": _ANYONE,
    "serviceRequests": _ANYONE,
    "nearby": _ANYONE,
    "map": _ANYONE,
    "cities": _ANYONE,
    "categories": _ANYONE,
    "district": _ANYONE,
    "places": _ANYONE,
    "placeNear": _ANYONE,
    "geocodedPlaces": _ANYONE,
    "geocodedPlaceAt": _ANYONE,
    "suggestedCategories": _ANYONE,
    "counters": _ANYONE,
    "statistics": _ANYONE,
    "executors": _ANYONE,
    "problemZones": _ANYONE,
    "organisations": _ANYONE,
    "leaderboard": _ANYONE,
    "slaPolicies": _ANYONE,
    "pushPublicKey": _ANYONE,
    "verifyTimeline": _ANYONE,
    "verifyReceipt": _ANYONE,
    "logSeal": _ANYONE,
    "serviceRequestChanged": _ANYONE,
    "cityFeed": _ANYONE,
    # Getting an account and getting into it. Who holds the token of a letter is checked by the command.
    "viewer": _ANYONE,
    "register": _ANYONE,
    "login": _ANYONE,
    "logout": _ANYONE,
    "verifyEmail": _ANYONE,
    "requestPasswordReset": _ANYONE,
    "resetPassword": _ANYONE,
    "changeEmail": _ANYONE,
    # One's own account.
    "resendVerification": _SIGNED_IN,
    "updateProfile": _SIGNED_IN,
    "updateProfile.cityId": Right(
        who=Who.CITIZEN,
        refusal="cityId: only a citizen may change the city; register anew for another city",
        field="cityId",
    ),
    "changePassword": _SIGNED_IN,
    "requestEmailChange": _SIGNED_IN,
    "sessions": _SIGNED_IN,
    "endSession": _SIGNED_IN,
    "endOtherSessions": _SIGNED_IN,
    "myData": _SIGNED_IN,
    "eraseMyAccount": _SIGNED_IN,
    "points": _SIGNED_IN,
    "leaveLeaderboard": _SIGNED_IN,
    "notifications": _SIGNED_IN,
    "markNotificationsRead": _SIGNED_IN,
    "markNotificationRead": _SIGNED_IN,
    "notificationPreferences": _SIGNED_IN,
    "setNotificationPreference": _SIGNED_IN,
    "followedAreas": _SIGNED_IN,
    "followArea": _SIGNED_IN,
    "unfollowArea": _SIGNED_IN,
    "savePushSubscription": Right(who=Who.BROWSER, refusal="only a signed-in browser can be told"),
    "removePushSubscription": _SIGNED_IN,
    # Steps of a service request.
    "submitServiceRequest": _SIGNED_IN,
    "submitForCitizen": _AKIMAT,
    "assignServiceRequest": _step(Action.ASSIGN),
    "claimServiceRequest": _step(Action.CLAIM),
    "releaseServiceRequest": _step(Action.RELEASE),
    "startWork": _step(Action.START),
    "holdWork": _step(Action.HOLD),
    "resumeWork": _step(Action.RESUME),
    "completeWork": _step(Action.COMPLETE),
    "confirmWork": _step(Action.CONFIRM),
    "disputeWork": _step(Action.DISPUTE),
    "recordConfirmation": _step(Action.RECORD_CONFIRMATION),
    "recordDispute": _step(Action.RECORD_DISPUTE),
    "rejectServiceRequest": _step(Action.REJECT),
    "withdrawServiceRequest": _step(Action.WITHDRAW),
    "mergeServiceRequest": _step(Action.MERGE),
    "reopenServiceRequest": _step(Action.REOPEN),
    "extendDeadline": _step(Action.EXTEND),
    "changeCategory": _step(Action.RECATEGORISE),
    "addComment": _step(Action.COMMENT),
    "follow": _step(Action.FOLLOW),
    # Not having followed is no error, so every account may.
    "unfollow": _SIGNED_IN,
    "hidePhoto": _step(Action.MODERATE_PHOTO),
    "showPhoto": _step(Action.MODERATE_PHOTO),
    "blurPhoto": _step(Action.MODERATE_PHOTO),
    "retractPhoto": _step(Action.RETRACT_PHOTO),
    "hideText": _AKIMAT,
    "showText": _AKIMAT,
    # An executor's work.
    "taskFeed": Right(who=Who.EXECUTOR, refusal="taskFeed is for approved executors"),
    # The Akimat of a city.
    "pendingExecutors": _AKIMAT,
    "pendingOfficers": _AKIMAT,
    "accounts": _AKIMAT,
    "requestsOfCaller": _AKIMAT,
    "exports": _AKIMAT,
    "eraseCaller": _AKIMAT,
    "slaAlerts": _AKIMAT,
    "approveExecutor": _AKIMAT,
    "rejectExecutor": _AKIMAT,
    "setExecutorCategories": _AKIMAT,
    "makeOrganisationHead": _AKIMAT,
    # Never the last officer: see ``commands.staff.officers``.
    "approveOfficer": _AKIMAT,
    "rejectOfficer": _AKIMAT,
    "retireOfficer": _AKIMAT,
    "blockAccount": _AKIMAT,
    "unblockAccount": _AKIMAT,
    "setSlaPolicy": _AKIMAT,
    "assignmentRules": _AKIMAT,
    "setAssignmentRules": _AKIMAT,
}
"""Who may run which operation, by its name in the API; ``operation.argument`` is a right of its own."""

ROUTES: Mapping[str, Right] = {
    # Anonymous clients read the same in pages; a file of all has to have someone to count it for.
    "exportRequests": _SIGNED_IN,
    "exportRequests.personal": _AKIMAT,
}
"""The same for what has a route of its own and is no operation of the API."""

_OPERATIONS: Mapping[Action, str] = {right.action: name for name, right in RIGHTS.items() if right.action is not None}
"""An operation for each step, to ask for it by its action; those of one action have equal rows."""

_CHECKS: Mapping[Who, Callable[[Viewer, str | None], bool]] = {
    Who.ANYONE: lambda viewer, city_id: True,
    Who.SIGNED_IN: lambda viewer, city_id: True,
    Who.BROWSER: lambda viewer, city_id: viewer.session_id is not None,
    Who.CITIZEN: lambda viewer, city_id: viewer.registered_role is Role.CITIZEN,
    Who.EXECUTOR: lambda viewer, city_id: viewer.city_id is not None and viewer.is_executor_of(viewer.city_id),
    Who.AKIMAT: lambda viewer, city_id: city_id is not None and viewer.is_akimat_of(city_id),
}


def require(viewer: Viewer | None, operation: str, *, city_id: str | None = None) -> Viewer:
    """Return the viewer when the table gives them the right.

    ``city_id`` is the city that the operation is about. For a step of a request this asks for an account alone;
    ``step_permissions.permit`` asks the lifecycle table about the row.

    Raises:
        Unauthenticated: no account is signed in.
        NotAllowed, InvalidInput: the refusal of the row.
    """
    right = RIGHTS.get(operation) or ROUTES[operation]
    viewer = signed_in(viewer)
    if not _CHECKS[right.who](viewer, city_id):
        raise right.refused()
    return viewer


def require_step(viewer: Viewer | None, action: Action) -> Viewer:
    """Return the viewer when an account may ask for this step of a request at all.

    Raises:
        Unauthenticated: no account is signed in.
    """
    return require(viewer, _OPERATIONS[action])
