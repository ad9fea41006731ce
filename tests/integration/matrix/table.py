"""Who may do and see what: a row for every operation of the API and every restricted field, a letter for every role.

A letter of an operation is what happens; see ``ANSWERS``. A letter of a field is whether its value is shown:
``S`` it is, ``-`` it is null, or replaced by what stands for it. The columns are those of ``ROLES``; spaces only group
them.
"""

ROLES = (
    "anonymous",
    "author",
    "other citizen",
    "unconfirmed",
    "pending executor",
    "executor",
    "other city's executor",
    "akimat",
    "other city's akimat",
    "blocked",
)
"""``author`` and ``executor`` are those of the requests in the rows; all but the two of another city are of Almaty."""

ANSWERS = {
    "+": "OK",
    "u": "UNAUTHENTICATED",
    "n": "NOT_ALLOWED",
    "f": "NOT_FOUND",
    "t": "ILLEGAL_TRANSITION",
    "c": "CONFLICT",
    "i": "INVALID_INPUT",
}

_ALL, _SIGNED_IN, _AKIMAT = "+ ++++ ++ ++ +", "u ++++ ++ ++ u", "u nnnn nn +n u"

QUERIES = {
    "cursor": ("", _ALL),
    "serviceRequest": ('id: "{open}"', _ALL),
    "serviceRequests": ("first: 5", _ALL),
    "nearby": ('location: {{latitude: 43.24, longitude: 76.91}}, categoryId: "pothole"', _ALL),
    "map": ("bbox: {{west: 76, south: 43, east: 77, north: 44}}, zoom: 10", _ALL),
    "cities": ("", _ALL),
    "categories": ("", _ALL),
    "counters": ('cityId: "almaty"', _ALL),
    "statistics": ('cityId: "almaty", from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z"', _ALL),
    "executors": ('cityId: "almaty"', _ALL),
    "organisations": ('cityId: "almaty"', _ALL),
    "problemZones": ('cityId: "almaty"', _ALL),
    "leaderboard": ('cityId: "almaty"', _ALL),
    "slaPolicies": ('cityId: "almaty"', _ALL),
    "district": ('cityId: "almaty", at: {{latitude: 43.24, longitude: 76.91}}', _ALL),
    "places": ('cityId: "almaty", text: "абая 4"', _ALL),
    "placeNear": ('cityId: "almaty", at: {{latitude: 43.24, longitude: 76.91}}', _ALL),
    "geocodedPlaces": ('cityId: "almaty", text: "абая 4"', _ALL),
    "geocodedPlaceAt": ('cityId: "almaty", at: {{latitude: 43.24, longitude: 76.91}}', _ALL),
    "suggestedCategories": ('text: "яма"', _ALL),
    "assignmentRules": ('cityId: "almaty"', _AKIMAT),
    "pushPublicKey": ("", _ALL),
    "verifyTimeline": ('id: "{open}"', _ALL),
    "verifyReceipt": ('receipt: "{receipt}"', _ALL),
    "logSeal": ("", _ALL),
    "viewer": ("", _ALL),
    "sessions": ("", _SIGNED_IN),
    "myData": ("", _SIGNED_IN),
    "points": ("", _SIGNED_IN),
    "notifications": ("", _SIGNED_IN),
    "notificationPreferences": ("", _SIGNED_IN),
    "followedAreas": ("", _SIGNED_IN),
    "pendingExecutors": ('cityId: "almaty"', _AKIMAT),
    "pendingOfficers": ('cityId: "almaty"', _AKIMAT),
    "accounts": ('cityId: "almaty"', _AKIMAT),
    "exports": ('cityId: "almaty"', _AKIMAT),
    "requestsOfCaller": ('cityId: "almaty", phone: "8 701 234 56 78"', _AKIMAT),
}

ROUTES = {
    "exportRequests": ("/export/requests.csv?filter={%22cityId%22:%22almaty%22}", _SIGNED_IN),
    "exportRequests.personal": ("/export/requests.csv?personal=true&filter={%22cityId%22:%22almaty%22}", _AKIMAT),
}
"""What has a route of its own: the address."""

SUBSCRIPTIONS = {
    "serviceRequestChanged": ('id: "{open}"', _ALL),
    "cityFeed": ('cityId: "almaty"', _ALL),
    "counters": ('cityId: "almaty"', _ALL),
    "statistics": ('cityId: "almaty", from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z"', _ALL),
    "problemZones": ('cityId: "almaty"', _ALL),
    "taskFeed": ("", "u nnnn ++ nn u"),
    "slaAlerts": ('cityId: "almaty"', _AKIMAT),
    "notifications": ("", _SIGNED_IN),
}

MUTATIONS = {
    # Getting an account and getting into it.
    "register": ('input: {{name: "Айдос", email: "new@example.kz", password: "{password}", role: CITIZEN}}', _ALL),
    "login": ('email: "{fresh}", password: "{password}"', "u uuuu uu uu u"),
    "logout": ("", _ALL),
    "verifyEmail": ('token: "x"', "i iiii ii ii i"),
    "requestPasswordReset": ('email: "{fresh}"', _ALL),
    "resetPassword": ('token: "x", password: "{password}"', "i iiii ii ii i"),
    "changeEmail": ('token: "x"', "i iiii ii ii i"),
    # One's own account.
    "resendVerification": ("", _SIGNED_IN),
    "updateProfile": ("input: {{locale: RU}}", _SIGNED_IN),
    "changePassword": ('oldPassword: "x", newPassword: "{password}"', "u iiii ii ii u"),
    "requestEmailChange": ('email: "new@example.kz", password: "x"', "u iiii ii ii u"),
    "endSession": ('id: "{session}"', "u +fff ff ff u"),
    "endOtherSessions": ("", _SIGNED_IN),
    "eraseMyAccount": ('password: "x"', "u iiii ii ii u"),
    "leaveLeaderboard": ("leave: true", _SIGNED_IN),
    "markNotificationsRead": ('upTo: "1"', _SIGNED_IN),
    "markNotificationRead": ('id: "1"', _SIGNED_IN),
    "setNotificationPreference": ("kind: DIGEST, channel: EMAIL, enabled: false", _SIGNED_IN),
    "followArea": (
        'input: {{cityId: "almaty", circle: {{centre: {{latitude: 43.24, longitude: 76.91}}, radiusMetres: 500}}}}',
        _SIGNED_IN,
    ),
    "unfollowArea": ('id: "{open}"', _SIGNED_IN),
    "savePushSubscription": (
        'input: {{endpoint: "https://fcm.googleapis.com/fcm/send/1", p256dh: "{p256dh}", auth: "{auth}"}}',
        _SIGNED_IN,
    ),
    "removePushSubscription": ('endpoint: "https://fcm.googleapis.com/fcm/send/1"', _SIGNED_IN),
    # Steps of a request: ``open`` waits, ``working`` and ``done`` are the executor's.
    "submitServiceRequest": ("input: {submission}", _SIGNED_IN),
    "submitForCitizen": ('input: {submission}, source: PHONE, caller: {{phone: "8 701 234 56 78"}}', _AKIMAT),
    "eraseCaller": ('id: "{phoned}"', _AKIMAT),
    "assignServiceRequest": ('id: "{open}", executorId: "{executor}"', _AKIMAT),
    "claimServiceRequest": ('id: "{open}"', "u nnnn +n nn u"),
    "releaseServiceRequest": ('id: "{working}", reason: "жоқ"', "u nnnn +n nn u"),
    "startWork": ('id: "{claimed}"', "u nnnn +n nn u"),
    "holdWork": ('id: "{working}", reason: WEATHER', "u nnnn +n +n u"),
    "resumeWork": ('id: "{working}"', "u nnnn tn tn u"),
    "completeWork": ('id: "{working}"', "u nnnn in nn u"),
    "confirmWork": ('id: "{done}", rating: 5', "u +nnn nn nn u"),
    "disputeWork": ('id: "{done}", reason: "жоқ"', "u +nnn nn nn u"),
    "recordConfirmation": ('id: "{phoned}", source: PHONE', _AKIMAT),
    "recordDispute": ('id: "{phoned}", source: PHONE, reason: "жоқ"', _AKIMAT),
    "rejectServiceRequest": ('id: "{open}", reason: SPAM', _AKIMAT),
    "withdrawServiceRequest": ('id: "{open}"', "u +nnn nn nn u"),
    "mergeServiceRequest": ('id: "{open}", intoId: "{working}"', _AKIMAT),
    "reopenServiceRequest": ('id: "{open}", reason: "қате"', "u nnnn nn tn u"),
    "extendDeadline": ('id: "{open}", dueAt: "2027-01-01T00:00:00Z", reason: "жаңбыр"', _AKIMAT),
    "changeCategory": ('id: "{open}", categoryId: "garbage", reason: "қоқыс"', _AKIMAT),
    "addComment": ('id: "{open}", text: "рахмет"', _SIGNED_IN),
    "follow": ('id: "{working}"', _SIGNED_IN),
    "unfollow": ('id: "{working}"', _SIGNED_IN),
    "hideText": ('id: "{open}", part: DESCRIPTION, reason: "телефон"', _AKIMAT),
    "showText": ('id: "{claimed}", part: DESCRIPTION', _AKIMAT),
    "hidePhoto": ('id: "{photo}", reason: "бет"', _AKIMAT),
    "showPhoto": ('id: "{hidden}"', _AKIMAT),
    "blurPhoto": ('id: "{photo}", rectangles: []', _AKIMAT),
    "retractPhoto": ('id: "{photo}"', "u +nnn nn nn u"),
    # The Akimat of a city, about an account of the city.
    "approveExecutor": ('accountId: "{pending executor}"', _AKIMAT),
    "rejectExecutor": ('accountId: "{pending executor}"', _AKIMAT),
    "approveOfficer": ('accountId: "{pending officer}"', _AKIMAT),
    "rejectOfficer": ('accountId: "{pending officer}", reason: "жоқ"', _AKIMAT),
    "retireOfficer": ('accountId: "{second officer}", reason: "кетті"', _AKIMAT),
    "setExecutorCategories": ('accountId: "{executor}", categoryIds: []', _AKIMAT),
    "makeOrganisationHead": ('accountId: "{executor}", head: true', _AKIMAT),
    "blockAccount": ('accountId: "{other citizen}", reason: "спам"', _AKIMAT),
    "unblockAccount": ('accountId: "{city blocked}"', _AKIMAT),
    "setAssignmentRules": ('input: {{cityId: "almaty", version: 0, rules: []}}', _AKIMAT),
    "setSlaPolicy": ('input: {{cityId: "almaty", categoryId: "pothole", hours: 5, reason: "жаңа"}}', _AKIMAT),
}

_OF_THE_AUTHOR = "- S--- -- S- -"

FIELDS = {
    # Of the author of ``open``, read in that request.
    "User.id": _OF_THE_AUTHOR,
    "User.name": _OF_THE_AUTHOR,
    "User.avatarUrl": _OF_THE_AUTHOR,
    "User.city": _OF_THE_AUTHOR,
    "User.locale": _OF_THE_AUTHOR,
    "User.fullName": _OF_THE_AUTHOR,
    "User.givenName": _OF_THE_AUTHOR,
    "User.email": _OF_THE_AUTHOR,
    "User.emailVerified": _OF_THE_AUTHOR,
    "User.approved": _OF_THE_AUTHOR,
    "User.rejected": _OF_THE_AUTHOR,
    "User.blocked": _OF_THE_AUTHOR,
    "User.blockedEverywhere": _OF_THE_AUTHOR,
    "User.blockedCities": _OF_THE_AUTHOR,
    "User.createdAt": _OF_THE_AUTHOR,
    "User.decisions": _OF_THE_AUTHOR,
    # Null for everyone while the author is not blocked; the row of ``blocked`` decides alike.
    "User.blockedAt": "- ---- -- -- -",
    "User.registeredRole": _OF_THE_AUTHOR,
    # Empty of a citizen for everyone.
    "User.organisation": "- ---- -- -- -",
    "User.categoryIds": "- ---- -- -- -",
    "User.isHead": "- ---- -- -- -",
    # Of the photo of ``open``.
    "Photo.location": "- ---- -- S- -",
    "Photo.camera": "- ---- -- S- -",
    "Photo.rectangles": "- ---- -- S- -",
    # Of ``open`` and its first step; shown means true or not empty.
    "ServiceRequest.hiddenTexts": "- ---- -- S- -",
    # Of a request that an officer typed in for a caller.
    "ServiceRequest.caller": "- ---- -- S- -",
    "ServiceRequest.isMine": "- S--- -- -- -",
    "ServiceRequest.isFollowing": "- -S-- -- -- -",
    "ServiceRequest.isCoauthor": "- ---- -- -- -",
    "ServiceRequest.viewerActions": "- SSSS SS SS -",
    "TimelineEntry.actorName": _OF_THE_AUTHOR,
    "LeaderboardEntry.isViewer": "- S--- -- -- -",
}
