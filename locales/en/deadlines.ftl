### Deadlines that a city promises.

## How soon the city promises to fix problems

policies-title = Promised times
policies-lead = How soon the city promises to fix a problem of each category.
policies-kept =
    A change holds for requests accepted after it. Requests sent earlier keep the deadline their authors were promised.
policies-read-only = The Akimat of the city changes these.
policies-hours = Time
policies-counted = Which hours
policies-at-risk = Warn the executor
policies-escalate = Notify the Akimat
policies-version = Version
policies-own = the city's own
policies-catalogue = the same for all cities
policies-edit = Change
policies-save = Save the new time
policies-saved = The new time is saved
policies-reason = Reason for the change
policies-reason-hint = Kept with the version.
policies-hours-label = Hours to fix it
policies-at-risk-label = Warn when this much of the time has passed, %
policies-at-risk-hint = The executor is warned.
policies-escalate-label = Notify the Akimat this much of the time after the deadline, %
policies-escalate-hint = If it is not done by then, the Akimat is notified.
policies-unchanged = Nothing is changed yet.
policies-counted-hours-ROUND_THE_CLOCK = round the clock
policies-counted-hours-WORKING_HOURS = working hours
policies-fault-hours = A number above 0, at most 87,672 (ten years)
policies-fault-atRiskPercent = A number above 0 and below 100
policies-fault-escalatePercent = A number above 0, at most 1000
policies-fault-reason = Write why the time changes
# $category (string): the name of a category
policies-edit-named = Change the time: { $category }
# $moment (string): a date and a time, ready to be shown
policies-since = since { $moment }
# $span (string): a span of time, such as "2 d 3 h"
policies-after-start = after { $span }
# $count (number): how many
policies-percent = { $count }%
# $span (string): a span of time, such as "2 d 3 h"
policies-after-deadline = { $span } after the deadline
# $span (string): a span of time, such as "2 d 3 h"
policies-spelled = that is { $span }
