### Receipts.

## The receipt of a request, and the check of its timeline

receipt-title = Receipt
receipt-hint = Write it down: it proves what was submitted, and when.
receipt-check = Check the timeline
receipt-checking = Checking…
receipt-broken = The timeline has been altered.
receipt-ask =
    Was a request submitted, and is what was written then still the same? Anyone who has its receipt can check.
receipt-label = Receipt
receipt-label-hint = For example ALM-000123-9F3A-7KQ2-X0BD-M4TE. Capitals and dashes do not matter.
receipt-verify = Check
receipt-malformed = Type the whole receipt: the number and the 16 letters and digits after it
receipt-other =
    This is not the receipt of that request: either a letter is mistyped, or what was submitted has been altered.
receipt-open = Open the request
# $number (string): the number of a request, such as ALM-000123
# $day (string): a date, ready to be shown
receipt-valid = { $number } was submitted on { $day }, and the submission is unchanged.
# $number (string): the number of a request, such as ALM-000123
receipt-unknown = There is no request { $number }.
# $count (number): how many entries
receipt-intact =
    The timeline is intact: { $count ->
        [one] its only entry is genuine
       *[other] all { $count } entries are genuine
    }.
# $count (number): how many entries
receipt-redacted = Personal text was removed from { $count } of them, and the timeline says so.
# $count (number): which entry, from 1
receipt-broken-at = The first broken entry: { $count }.
