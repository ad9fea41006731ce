### The map.

## The map of the city

map-report = Report a problem
map-label = Map of the city's requests
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
zone-title = Problem zones
zone-hint =
    Parts of the city, about 900 metres across, with far more requests or missed deadlines than the city lets
    expect. Zones with few requests are not compared.
zone-period = Period
zone-period-FOUR_WEEKS = 4 weeks
zone-period-THIRTEEN_WEEKS = 13 weeks
zone-period-FIFTY_TWO_WEEKS = 52 weeks
zone-order = Compared by
zone-order-REQUESTS = Number of requests
zone-order-LATE = Missed deadlines
zone-none = No zone stands out.
# $times (number): how many times as many as expected, with one decimal
zone-times = { $times } × the expected
# $requests (number): all requests of the zone
# $late (number): those that missed their deadline
zone-counts =
    { $requests ->
        [one] { $requests } request
       *[other] { $requests } requests
    }, past the deadline: { $late }.
# $count (number): requests
zone-late = past the deadline: { $count }
# $percent (number): by how much
zone-more = { $percent } % more than in the period before.
# $percent (number): by how much
zone-fewer = { $percent } % fewer than in the period before.
zone-same = As many as in the period before.
# $number (number): its place in the list
zone-unnamed = Zone { $number }
zone-one = one zone
zone-open = Show its requests
zone-on-map = On the map
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
