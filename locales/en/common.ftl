### Said by the page and by letters.

## Statuses of a service request

status-ACCEPTED = Accepted
status-IN_PROGRESS = In progress
status-ON_HOLD = On hold
status-DONE = Done
status-CONFIRMED = Confirmed
status-UNANSWERED = Closed without an answer
status-REJECTED = Rejected
status-WITHDRAWN = Withdrawn
status-MERGED = Merged
overdue = Overdue
count-thousand = K

## Roles of accounts

role-CITIZEN = Citizen
role-EXECUTOR = Executor
role-AKIMAT = Akimat

## What happened to a service request: in its timeline, in notifications, in titles of letters

event-SUBMITTED = Request submitted
event-ASSIGNED = Executor assigned
event-ASSIGNED_BY_RULE = Executor assigned by a rule of the city
event-CLAIMED = Taken by an executor
event-RELEASED = Given back by the executor
event-WORK_STARTED = Work started
event-WORK_HELD = Work put on hold
event-WORK_RESUMED = Work resumed
event-WORK_COMPLETED = Work completed
event-WORK_CONFIRMED = The author has confirmed the fix
event-CLOSED_UNANSWERED = Closed without an answer: no author said whether it is fixed
event-WORK_DISPUTED = The author says it is not fixed
event-REJECTED = Request rejected
event-WITHDRAWN = Request withdrawn
event-MERGED = Request merged with another one
event-MERGE_TARGET_CLOSED = The request that this one was merged into was closed without work
event-REOPENED = The city hall opened the request again
event-DEADLINE_EXTENDED = Deadline extended
event-RECATEGORISED = Category changed
event-DISTRICT_SET = District of the request determined
event-CONFIRMATION_ADDED = Another author has confirmed the fix
event-COMMENTED = New comment
event-DEADLINE_AT_RISK = Deadline at risk
event-DEADLINE_BREACHED = Deadline passed
event-DEADLINE_ESCALATED = Long overdue: the Akimat has been notified
event-VERDICT_REMINDED = The author was asked again to confirm the work
event-VERDICT_ASKED_AGAIN = The author was asked once more whether the problem is fixed
event-ANONYMISED = Personal data removed: closed long ago
event-WORDS_REMOVED = The author removed their text
event-PHOTO_MODERATED = The Akimat changed how a photo is shown
event-TEXT_HIDDEN = The Akimat hid a text
event-TEXT_SHOWN = The Akimat showed a text again
event-PHOTO_RETRACTED = The author removed a photo
event-OTHER = The request has changed

## Reasons from the lists: why work is put on hold, why a request is rejected

reason-WEATHER = Weather
reason-MATERIALS = No materials
reason-ACCESS = No access
reason-OTHER_AGENCY = Waiting for another agency
reason-SAFETY = Safety
reason-OTHER = Other reason
reason-NOT_OUR_RESPONSIBILITY = Not our responsibility
reason-NOT_FOUND = Not found on site
reason-INSUFFICIENT_INFORMATION = Not enough information
reason-NOT_A_PROBLEM = Not a problem
reason-SPAM = Spam

## The verdict of an author

note-optional = Note (optional)
rating-title = Rate the work
# $count (number): 1 to 5
rating-stars = { $count } of 5

## Levels of activity points, from the lowest

point-level-1 = Newcomer
point-level-2 = Active resident
point-level-3 = Good neighbour
point-level-4 = Keeper of the yard
point-level-5 = Friend of the city
point-level-6 = Pride of the city

## Kinds of notifications and letters

preferences-kind-REQUEST_MOVED = Steps of requests you sent or follow
preferences-kind-VERDICT_ASKED = The question whether it is fixed
preferences-kind-ASSIGNMENT = A request assigned to you
preferences-kind-DISPUTE = The citizen says it is not fixed
preferences-kind-DEADLINE = Deadlines: near, passed, long overdue
preferences-kind-DIGEST = The morning summary of the city
preferences-kind-AREA = New and done requests in areas you follow

## What happened in an area that an account follows

area-event-SUBMITTED = New request in your area
area-event-WORK_COMPLETED = Work done in your area

source-PHONE = By phone
source-COUNTER = At the counter
source-ROUND = On a round of the city
# $source (string): one of the three above
source-recorded = { $source }, recorded by an officer
