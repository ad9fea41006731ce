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
tasks-your-task = Your task

## Where the executor is

position-unasked = Allow access to your position to see how far each task is. The exact place stays on this device.
position-allow = Show distances
position-asking = Finding out where you are…
position-denied =
    Access to your position is denied, so distances are not shown. You can allow it for this site in the settings of
    the browser. Everything else works.
position-unavailable =
    Your position could not be found: location may be turned off, or there is no GPS signal. Everything else works.
position-slow = Your position was not found in time. Under the open sky it is faster. Everything else works.
position-insecure =
    This page was opened without HTTPS, so the browser does not say where you are. Everything else works.
position-unsupported = This browser cannot find your position. Everything else works.
position-again = Try again
position-old = Distances are from where you were before.
position-renew = Update position
