### The areas that an account follows.

areas-lead = We tell you when a request is submitted in such an area, and when one is done there.
areas-signin-first = Sign in to follow an area.
areas-letters = Choose letters and notifications
areas-empty = You follow no area yet.
areas-new = Follow an area
areas-shape = Area
areas-shape-circle = Circle on the map
areas-shape-district = District
areas-map = Map on which you choose the middle of the circle
areas-centre = Tap the map, or move it and press “Here”.
# $point (string): latitude and longitude
areas-centre-chosen = Middle: { $point }
# $distance (string): a length with its unit
areas-radius = Radius: { $distance }
areas-district-choose = Choose a district
areas-categories = Categories: all, if you choose none
areas-every-category = All categories
areas-follow = Follow
areas-saved = You follow this area now.
# $distance (string): a length with its unit
# $point (string): latitude and longitude
areas-circle = { $distance } around { $point }
areas-district-gone = A district that the city no longer has
areas-show = On the map
areas-remove = Stop following
# $count (number): how many
areas-full = You follow { $count } areas, and more are not possible. Remove one to add another.
