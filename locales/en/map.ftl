### The map.

## The map of the city

map-report = Report a problem
areas-of-map = Follow this area
map-label = Map of the city's requests
map-find = Find a place
map-find-none = No such place is known. Try other words.
map-locate = Where am I
map-locate-failed = Your position could not be found
map-live-now = In the city now
map-empty = No requests yet. Be the first to report.
map-pick-hint = Tap the map where the problem is
# $count (number): kilometres
map-kilometres = { $count } km
# $count (number): how many requests
map-cluster =
    { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }
map-spot = At this spot
map-zoom-in = Zoom in
map-zoom-out = Zoom out
# $city (string): the name of the city
map-outside = This place is outside { $city }. Tap inside the city or choose another one.
map-move-ask = Move the place here?
map-move = Move
map-move-keep = Keep

## Problem zones

map-zones = Problem zones
map-zones-hint = Red places have far more requests than the rest of the city. Press one to see its requests.
zone-none = No zone stands out.
# $times (number): how many times as many as expected, with one decimal
zone-times = { $times } × the expected
# $count (number): requests
zone-late = past the deadline: { $count }
zone-one = one zone
zone-leave = Whole city
map-here = Here
map-here-label = Here: Mark the place in the middle of the map

map-legend = Legend and filter
map-legend-on = Legend and filter: not all requests are shown
map-legend-statuses = Statuses on the map
map-legend-period = Period
map-legend-many = Several requests close together
map-legend-waiting = Your report, waiting for the network
map-legend-clear = Show all requests
