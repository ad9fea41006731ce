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
