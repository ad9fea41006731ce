### Reporting a problem.

## The form of a new request

report-title = New request
report-city = City
report-address = Address
report-address-hint = Street, house or landmark
report-category = Category
report-description = Description
report-description-hint = What happened? Is it dangerous?
report-place = Place on the map
report-place-missing = Mark the place on the map
report-submit = Send the request
report-sending = Sending…
report-nearby-title = Already reported?
report-nearby-finished = Already done: report it as new if the problem is there again
report-nearby-hint = Follow this one instead of sending a new one: you will see its every step.
report-follow-instead = Follow this one
report-following = You follow it
# $count (number): metres
report-metres = { $count } m
report-draft-kept = The draft is kept on this device.
report-retry = Send again
report-need-signin = Sign in to send. What you wrote is kept.
report-waits-signin =
    Your report is kept on this device. Sign in or register, and only “Send the request” is left to press.
report-only-citizens = Only citizens can send requests.
report-discard = Clear
report-discard-sure = Clear the form? What you wrote and the photos will be deleted.
report-missing-location = Choose the place: tap the map
report-missing-cityId = Choose the city
report-missing-address = Write the address or a landmark
report-missing-categoryId = Choose a category
report-missing-description = Describe what has happened
report-waiting =
    No connection. The report is saved and will be sent as soon as the connection is back. If you close the page, it
    will be sent when you open it again.
# $number (string): the number of a request
report-earlier-title = The first version was received: { $number }
report-earlier-text =
    The answer of the server did not reach you, and then you changed the report. Your changes are saved but not sent
    yet.
report-earlier-replace = Correct it: replace the received report with this one
report-earlier-separate = It is another problem: send it separately
# $number (string): the number of a request
report-earlier-keep = Leave { $number } as it is
outbox-title = Reports that are not sent yet
outbox-waits = Waits to be sent
outbox-waiting = Waits for the connection and will be sent by itself
outbox-sending = Being sent…
outbox-elsewhere = Being sent in another tab
outbox-refused = Not sent: needs a correction
outbox-edit = Back to the form
outbox-mend = Correct
# $number (string): the number of a request
outbox-arrived = The report was sent: { $number }
# $number (string): the number of a request
# $old (string): the number of the earlier request
outbox-not-replaced =
    The corrected report was sent: { $number }. The earlier one ({ $old }) could not be withdrawn and is still there.
outbox-open = Open
# $count (number): how many reports
outbox-count =
    { $count ->
        [one] { $count } report waits to be sent
       *[other] { $count } reports wait to be sent
    }
report-place-or-address = Mark the place on the map, or type an address
report-address-suggest = Begin to type a street, a number or a landmark: we suggest and set the pin
report-address-filled = The address comes from the pin on the map. You can change it.
report-suggestions = Matching addresses
# $count (number): how many addresses are listed
report-suggestion-count =
    { $count ->
        [one] { $count } address matches, choose with the arrow keys
       *[other] { $count } addresses match, choose with the arrow keys
    }
report-kind-STREET = street
report-kind-CROSSING = crossing
report-kind-HOUSE = house
report-kind-LANDMARK = landmark
report-placed-address = The pin was set by the address. If it is somewhere else, press the map there.
report-placed-street = The pin is in the middle of the street. Press the map where the problem is, or add the number.
report-category-search = Find a category
report-category-none = There is no such category. Try other words, or clear the search and choose “Other”.
report-category-suggested = This looks like:
report-description-optional = Description (optional)
report-preview = How others will see it
report-preview-hint = Your name is shown without the surname. Your email and phone are not shown.
report-no-description = No description
sent-title = Thank you! Your report is in
sent-number = Number
sent-due = We promise to solve it by
sent-next = What happens next
sent-next-assign = We assign an executor, who begins the work and photographs the place.
sent-next-notify = We tell you about every step: here and in notifications.
sent-next-verdict = When the work is done, you look at the photos and say whether the problem is solved.
sent-copy = Copy the number
sent-copied = The number is copied
sent-copy-by-hand = Copy the number by hand
sent-again = Report another
sent-close = Got it
