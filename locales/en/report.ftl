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
report-only-citizens = Only citizens can send requests.
report-discard = Clear
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
