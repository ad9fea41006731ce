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

table-views = Views
table-view-name = Name of the present view
table-views-hint = A view keeps filters, order and columns, on this device. To share one, copy the address.
# $name (string): the name of a view
table-view-remove = Delete the view { $name }
