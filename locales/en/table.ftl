### The Akimat's table of requests.

table-caption = Requests of the city
table-column-number = Request
table-column-problem = Problem and place
table-column-author = Author
table-column-executor = Executor
table-column-due = Due
table-column-wait = Until start
table-column-work = Work
table-column-answer = Until answer
table-column-photos = Photos
table-column-marks = To check
table-column-rating = Rating
table-column-followers = Followers
table-column-source = Source
table-column-updated = Changed
table-columns = Columns
table-so-far = so far
table-source-page = Through the site
table-from = Reported from
table-to = to
table-more-filters = More filters
table-period = Any time
table-clear = Clear filters
# $number (string): the number of a request
table-choose = Choose request { $number }
table-choose-all = Choose all shown
# $number (string): the number of a request
table-drawer = Request { $number }
table-above = Previous request of the list
table-below = Next request of the list
table-whole-page = Open as a page

bulk-title = Chosen requests
# $count (number): how many requests are chosen
bulk-chosen = Chosen: { $count }
bulk-clear = Clear selection
bulk-other-number = another request, by its number
bulk-note = Explanation for all of them (optional)
bulk-note-hint = Everyone sees it in the timeline of each request.
# $done (number): requests that are done
# $count (number): all of them
bulk-done = Done: { $done } of { $count }.
# $count (number): how many requests
bulk-refused = Could not be done: { $count }.
# $count (number): how many requests
bulk-unsent = Not sent: { $count }.
bulk-again = Send the rest
# $count (number): how many requests
bulk-anyway = Merge anyway: { $count }
bulk-held = Will be sent in a few seconds
# $action (string): the name of the action
# $count (number): how many requests
undo-many =
    { $action }: { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }

table-views = Saved views
table-view-name = Name of the present view
table-views-hint = A view keeps filters, order and columns, on this device. To share one, copy the address.
# $name (string): the name of a view
table-view-remove = Delete the view { $name }

## Problem zones beside the table

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
# $requests (number): all requests of the zone
# $late (number): those that missed their deadline
zone-counts =
    { $requests ->
        [one] { $requests } request
       *[other] { $requests } requests
    }, past the deadline: { $late }.
# $percent (number): by how much
zone-more = { $percent } % more than in the period before.
# $percent (number): by how much
zone-fewer = { $percent } % fewer than in the period before.
zone-same = As many as in the period before.
# $number (number): its place in the list
zone-unnamed = Zone { $number }
zone-open = Show its requests
zone-on-map = On the map

## The list as a file

export-title = Take as a file
export-hint = All requests of the list with its filters, as everyone may see them.
export-hint-personal = All requests of the list with its filters, also their hidden photos.
export-personal = With names, e-mails and telephones of authors
export-recorded =
    Such a file is recorded: who took it, when, and which requests. Keep it as the law on personal data asks.
export-format-xlsx = Excel (XLSX)
export-format-csv = Table (CSV)
export-format-geojson = Map (GeoJSON)
export-records = Files with personal data taken lately
export-operator = the operator of the site
export-incomplete = (not to its end)
export-running = The file is being prepared…
export-stop = Stop
# $count (number): the largest number of requests of one file
export-too-many = More than { $count } requests. Narrow the filters, or take CSV.
