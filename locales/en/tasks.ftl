### The screen of an executor: tasks in the street.

## Tabs

tasks-tabs = Which tasks
tasks-tab-mine = Mine
tasks-tab-near = Nearby
tasks-tab-burning = Urgent
tasks-tab-free = Free

## What is in them

# $count (number): how many requests
tasks-answered = Handed in, waiting for the resident’s answer: { $count }
tasks-held = On hold
tasks-burning-none = Nothing is urgent: no deadline is near or missed.
# $distance (string): such as "350 m"
tasks-from-you = { $distance } from you
# $distance (string): such as "2 km"
# $count (number): how many requests
tasks-near-within = Within { $distance }: { $count }
tasks-near-part = There are more tasks here than one list holds.
tasks-near-wider = Look further
tasks-near-looking = Looking for tasks around you…
tasks-near-none = No tasks around you.
tasks-near-needs-place =
    This tab shows the tasks around you, and your position is not known. The other tabs work without it.
tasks-your-task = Yours

## Where the executor is

position-unasked = Allow access to your position to see how far each task is. The exact place stays on this device.
position-allow = Show distances
position-asking = Finding out where you are…
position-denied =
    Access to your position is denied, so distances are not shown. You can allow it for this site in the settings of
    the browser.
position-unavailable =
    Your position could not be found: location may be turned off, or there is no GPS signal.
position-slow = Your position was not found in time. Under the open sky it is faster.
position-insecure =
    This page was opened without HTTPS, so the browser does not say where you are.
position-unsupported = This browser cannot find your position.
position-rest = Everything else works.
position-again = Try again
position-old = Distances are from where you were before.
position-renew = Update position

## The round

tasks-list = List
round-by-due = Deadline
round-by-way = Round
# $count (number): how many tasks
# $distance (string): such as "5.4 km"
round-length = Tasks: { $count }, about { $distance } in a straight line
round-no-place = It begins with the most urgent task, because your position is not known.
round-again = Plan again
round-later = New, not in the round yet
# $number (number): the place in the order of visits
round-number = No. { $number }
round-you = You are here
round-map = Map of the tasks in the order of the list

## The way there, and finishing with dirty hands

navigator-route = Directions
navigator-dgis = 2GIS
work-bar = What to do next
work-shoot-START = Photograph and start
work-shoot-COMPLETE = Photograph and finish
work-shoot-more = One more photo
work-form = A photo from the gallery, and a comment
# $number (string): the number of a request
# $category (string): its category
work-current = In progress: { $category }, { $number }
