# What waits on the device for the network.
# $count (number): how many requests
waiting-count =
    { $count ->
        [one] { $count } request waits for the network
       *[other] { $count } requests wait for the network
    }
# $count (number): how many requests
waiting-refused =
    { $count ->
        [one] { $count } request was not accepted: please look
       *[other] { $count } requests were not accepted: please look
    }
outbox-page = Not sent yet
waiting-none = Everything was sent.
waiting-signin-first = Sign in to see what waits.
waiting-when-closed = It is sent when the network is back, even if you close the page.
waiting-when-open =
    It is sent when the network is back. If you close the page, it is sent when you open it again.
waiting-not-stored = This device has no room to keep it: do not close the page until the network is back.
step-waiting = Waits for the network
step-sending = Sending…
step-blocked = Waits for the step before it
step-refused = Not accepted
step-elsewhere = Sent by another tab
# $name (string): the executor
step-taken = Another executor took the request meanwhile: { $name }.
# $status (string): the status of the request, ready to be shown
step-moved = The request has changed meanwhile: { $status }.
step-asked-anew = The work has been done once more since then. Please answer anew.
# $count (number): how many photos
step-photos =
    { $count ->
        [one] { $count } photo
       *[other] { $count } photos
    }
step-kept = The text and the photos are kept on this device.
step-again = Send once more
step-drop = Delete
step-drop-sure = Delete it with its text and photos?
step-undo = Do not send
undo = Undo
# $number (string): the number of a request
undo-CLAIM = { $number }: taken
# $number (string): the number of a request
undo-ASSIGN = { $number }: assigning an executor
# $number (string): the number of a request
undo-REJECT = { $number }: rejecting
# $number (string): the number of a request
undo-WITHDRAW = { $number }: withdrawing
# $number (string): the number of a request
undo-MERGE = { $number }: merging the duplicate
# $number (string): the number of a request
# $reason (string): why the step was not taken, a sentence
undo-refused = { $number }: not done. { $reason }
# $late (number): how many of the steps were sent
# $count (number): how many steps there were
undo-late =
    { $count ->
        [1] Too late to undo: it was sent already.
       *[other] Too late to undo { $late } of { $count }: sent already.
    }
# The reason of a release by which an executor takes a claim back.
undo-claim-reason = Taken by mistake.
step-held = Can be undone
# Beside a status that a step will lead to.
step-coming = can still be undone
