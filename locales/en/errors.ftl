### Refusals and faults.

## What went wrong, by the code of the server's refusal

failure-NETWORK = The server could not be reached
failure-UNAUTHENTICATED = Please sign in first
failure-NOT_ALLOWED = You may not do this
failure-NOT_FOUND = Not found
failure-ILLEGAL_TRANSITION = The request has changed, this is no longer possible
failure-INVALID_INPUT = Please check the data
failure-RATE_LIMITED = Too often. Please wait a little
failure-CONFLICT = This already exists
failure-CURSOR_EXPIRED = Refreshing
failure-TOO_LARGE = The photos are too large together. Remove one and send again
failure-CANCELLED = Sending was stopped
failure-TOO_SLOW = The connection is too slow, the photos did not arrive in time. Remove some or find a better network
failure-STORAGE = This cannot be saved at the moment. Try again a little later
failure-EVIDENCE_REUSED = This photo was already used in another request
failure-PHOTOS_LOST = The photos were not kept on this device. Add them again
failure-other = Something went wrong
# $span (string): a duration, such as "40 s"
failure-wait = Too many requests. Try again in { $span }
# $span (string): a duration, such as "40 s"
failure-patience = The server is busy. The data loads by itself in { $span }
failure-gave-up = Not all data has loaded: too many requests come from your network.
failure-retry = Try again
failure-bad-credentials = Wrong e-mail or password

## What is wrong with one field

# $count (number): how many
field-failure-least =
    { $count ->
        [one] At least { $count } character
       *[other] At least { $count } characters
    }
# $count (number): how many
field-failure-limit =
    { $count ->
        [one] At most { $count } character
       *[other] At most { $count } characters
    }
field-failure-email = Check the address: it is taken, misspelt or (for an Akimat) not in gov.kz
field-failure-password = Choose another password: at least 8 characters, not a common one, not your name or address
field-failure-name = Give the name of a person: without an office, a link, an address or a phone number
field-failure-location = This place is outside the chosen city
field-failure-dueAt = The new deadline must be later than the current one
field-failure-intoId = Choose an open request of the same city
field-failure-executorId = Choose an approved executor of this city
field-failure-categoryId = Choose another category
field-failure-photos = These photos cannot be used: JPEG, PNG or WebP of up to 15 MB, five at most
field-failure-avatar = This photo cannot be used: a JPEG, PNG or WebP of up to 15 MB is needed
field-failure-empty = Fill in this field
# $surplus (number): how many characters too many
# $limit (number): how many characters fit
field-too-long =
    { $surplus ->
        [one] Too long: remove { $surplus } character, { $limit } fit
       *[other] Too long: remove { $surplus } characters, { $limit } fit
    }
# $count (number): how many characters there are
# $limit (number): how many characters fit
field-count = { $count } of { $limit }
