"""How often each mutation may be sent: its limits, or why it has none."""

from app.auth import limits
from app.auth.limits import Limit

OFFICER = "an officer of the city, whose decisions are on record; see app.commands.rate_limits"
_REMOVES = "removes what the account has, and adds nothing"
_ONE_ROW = "changes one row of the account, or of the few that it has"

Rate = frozenset[Limit] | str


def _of(*taken: Limit) -> frozenset[Limit]:
    return frozenset(taken)


_STEP = _of(limits.STEP_BY_ACCOUNT)
_PASSWORD = _of(limits.PASSWORD_BY_ACCOUNT)
_LINK = _of(limits.LINK_BY_CLIENT)

RATES: dict[str, Rate] = {
    "register": _of(limits.TAKEN_BY_CLIENT, limits.REGISTER_BY_CLIENT, limits.REGISTER_BY_ADDRESS),
    "login": _of(limits.SIGN_IN_BY_ADDRESS, limits.SIGN_IN_BY_CLIENT),
    "logout": _REMOVES,
    "verifyEmail": _LINK,
    "requestPasswordReset": _of(limits.RESET_BY_ADDRESS, limits.RESET_BY_CLIENT),
    "resetPassword": _LINK,
    "changeEmail": _LINK,
    "resendVerification": _of(limits.VERIFY_BY_ADDRESS),
    "updateProfile": _ONE_ROW + "; a picture counts: PHOTO_BY_ACCOUNT",
    "changePassword": _PASSWORD,
    "requestEmailChange": _PASSWORD,
    "endSession": _REMOVES,
    "endOtherSessions": _REMOVES,
    "eraseMyAccount": _PASSWORD,
    "leaveLeaderboard": _ONE_ROW,
    "markNotificationsRead": _ONE_ROW,
    "markNotificationRead": _ONE_ROW,
    "setNotificationPreference": _ONE_ROW,
    "followArea": _of(limits.AREA_BY_ACCOUNT),
    "unfollowArea": _REMOVES,
    "savePushSubscription": _of(limits.BROWSER_BY_ACCOUNT),
    "removePushSubscription": _REMOVES,
    "submitServiceRequest": _of(limits.SUBMIT_BY_ACCOUNT),
    # With an address of the caller also CALLER_BY_MAILBOX; the document of the matrix names a telephone.
    "submitForCitizen": _of(limits.REPORT_FOR_CITIZEN_BY_ACCOUNT),
    "eraseCaller": OFFICER,
    "assignServiceRequest": OFFICER,
    "claimServiceRequest": _STEP,
    "releaseServiceRequest": _STEP,
    "startWork": _STEP,
    "holdWork": _STEP,
    "resumeWork": _STEP,
    "completeWork": _STEP,
    "confirmWork": _STEP,
    "disputeWork": _STEP,
    "recordConfirmation": OFFICER,
    "recordDispute": OFFICER,
    "rejectServiceRequest": OFFICER,
    "withdrawServiceRequest": _STEP,
    "mergeServiceRequest": OFFICER,
    "reopenServiceRequest": OFFICER,
    "extendDeadline": OFFICER,
    "changeCategory": OFFICER,
    "addComment": _of(limits.COMMENT_BY_ACCOUNT),
    "follow": _of(limits.FOLLOW_BY_ACCOUNT),
    "unfollow": _REMOVES,
    "hideText": OFFICER,
    "showText": OFFICER,
    "hidePhoto": OFFICER,
    "showPhoto": OFFICER,
    "blurPhoto": OFFICER,
    "retractPhoto": _STEP,
    "approveExecutor": OFFICER,
    "rejectExecutor": OFFICER,
    "approveOfficer": OFFICER,
    "rejectOfficer": OFFICER,
    "retireOfficer": OFFICER,
    "setExecutorCategories": OFFICER,
    "makeOrganisationHead": OFFICER,
    "blockAccount": OFFICER,
    "unblockAccount": OFFICER,
    "setAssignmentRules": OFFICER,
    "setSlaPolicy": OFFICER,
}
