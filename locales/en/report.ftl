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
report-nearby-hint = Follow this one instead of sending a new one: you will see its every step.
report-follow-instead = Follow this one
report-following = You follow it
# $count (number): metres
report-metres = { $count } m
report-draft-kept = The draft is kept on this device.
report-offline = No connection. Your request is kept, send it again once you are back online.
report-retry = Send again
report-need-signin = Sign in to send. What you wrote is kept.
report-required = Please fill this in
report-only-citizens = Only citizens can send requests.
report-discard = Clear
