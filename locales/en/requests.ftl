### Lists of requests, and one request.

## Counters of the city

counter-total = Total
counter-open = Open
counter-overdue = Overdue
counter-done = Done

## The page of one's own requests or tasks

mine-verdict-title = Waiting for your answer
mine-verdict-ask = Is the problem solved?
mine-verdict-yes = Yes, it is
mine-verdict-no = No
mine-title = My requests
mine-empty = You have no requests yet.
mine-lists = Which requests
mine-own = Mine
mine-followed = Followed
mine-followed-requests = Requests you follow
mine-followed-empty = You follow nothing yet. Open a request and press “Follow”, and it appears here.
mine-tasks-title = Tasks
mine-mine-tasks = My work
mine-free-tasks = Unassigned in the city
mine-no-tasks = Nothing is assigned to you.
mine-no-free = No unassigned requests right now.
mine-signin-first = Sign in to see your requests.
mine-more = Show more
mine-loading = Loading…

## The page of the city's requests

city-title = Akimat panel
city-public-title = Requests of the city
city-alerts = Deadline alerts
city-alerts-none = All in time: nothing is late or at risk.
city-all = All
city-done = Done
city-open = Not done
# $name (string): what the filter narrows to
city-filter-remove = Remove the filter: { $name }
city-overdue-only = Overdue only
city-search = Search by number, address or text
# $number (string): the number of the request whose number was typed
city-open-number = Open request { $number }
# $count (number): how many were found among the requests that were looked at
city-found-part = At least { $count } found
# $text (string): what was typed
city-similar = No exact match for “{ $text }”. Similar requests:
# $text (string): what was typed
city-none-text = Nothing found for “{ $text }”. Try fewer words, or the number of a request.
city-none-signs = Type at least one letter or digit.
city-none-newest = Nothing among the newest requests. You can look at earlier ones.
city-all-categories = All categories
city-all-districts = All districts
city-district = District
# $count (number): how many
city-found = Found: { $count }
city-none = No such requests.
city-order = Order

## Orders of a list

order-BEST_MATCH = Best match first
order-NEWEST = Newest first
order-OLDEST = Oldest first
order-DUE_FIRST = Most urgent first
order-UPDATED = Recently changed

## The page of one request

request-number = Request
request-due = Due
request-no-due = No deadline set
request-created = Submitted
request-author = Author
request-anonymous = Citizen
request-executor = Executor
request-assigned = Assigned
request-no-executor = Not assigned yet
request-description = Description
progress-label = Progress of the request
# $span (string): the time between the step before and this one, such as "2 d 3 h"
progress-took = took { $span }
# $moment (string): the deadline, such as "29 Nov, 11:49"
progress-promised = promised by { $moment }
request-timeline = Timeline
request-not-found = There is no such request, or you may not see it.
request-rating = Rating
# $count (number): how many
request-followers = Followers: { $count }
request-actions = Actions
request-merged-into = Open the main request
request-mine = Your request
# $span (string): a span of time, such as "2 d 3 h"
request-left = { $span } left
# $span (string): a span of time, such as "2 d 3 h"
request-late = { $span } late
request-paused = Deadline paused
share-request = Share
share-copied = Link copied
share-by-hand = Copy the link:
request-removed = The text has been removed.
text-hidden = Hidden by a moderator
text-kept = Hidden text (only the Akimat sees it)
# $reason (string): the reason of the officer
text-reason-said = Reason: { $reason }
text-show = Show again
text-hide-reason = Why it is hidden
text-hide-hint = Everyone sees the reason, and the author gets it by e-mail.
text-hide-ADDRESS = Hide the address
text-hide-DESCRIPTION = Hide the description
text-hide-STEP = Hide the text
text-part-ADDRESS = Address
text-part-DESCRIPTION = Description
# $version (number): the number of the step
text-part-STEP = Words of step { $version }
# $city (string): the name of a city
blocked-in-city = The Akimat has blocked you in this city ({ $city }): you can read, and send nothing.
# $moment (string): a date with a time
print-at = Printed: { $moment }
# $count (number): how many requests
print-shown = On paper: { $count }
# $text (string): what was searched for
print-search = search: { $text }

## Files of the requests on the panel of the city

table-column-status = Status
table-unassigned = Without an executor
table-assigned = With an executor
table-one-author = One author
# $day (string): a date such as 2026-11-29
table-from-day = from { $day }
# $day (string): a date such as 2026-11-29
table-to-day = to { $day }
table-period-OPEN = Only open ones
table-period-DAYS_7 = Open and finished in 7 days
table-period-DAYS_30 = Open and finished in 30 days
table-period-DAYS_90 = Open and finished in 90 days
table-period-DAYS_365 = Open and finished in a year
table-box = Part of the map
score-title = Executors
wall-title = City screen
wall-open = Wall screen

table-done = Work done
table-late = Done late
table-in-time = Done in time
# $day (string): a day
table-done-since = Done since { $day }
table-disputed = Disputed by a citizen
table-marked = Photos to check
