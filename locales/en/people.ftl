### People of the city: the page of the Akimat.

people-only-akimat = This page is for the Akimat of the city. Sign in with its account and choose your own city.
people-confirm-first = Your account still waits for approval: until then you act as a resident.
people-waiting = Waiting for approval
people-none-waiting = No one is waiting for approval now.
people-all = All accounts
people-search = Name or e-mail
people-none = No one was found.
people-unconfirmed = not confirmed
people-confirmed = address confirmed
people-unconfirmed-warning =
    The address of this executor is not confirmed: the link in the letter was never opened. It may be another person's
    mailbox.
people-approve-unconfirmed = Approve with an unconfirmed address
people-no-organisation = no organisation
people-all-categories = all categories
people-categories = Categories
people-categories-hint = Tick what the executor serves. Nothing ticked: all categories.
people-head = Head
people-blocked = Blocked
people-blocked-everywhere = Blocked everywhere
people-rejected = Rejected
people-waiting-tag = Waiting for approval
people-history = Decisions
people-approve = Approve
people-reject = Reject
people-retire = End the office
people-edit = Categories
people-make-head = Make head of the organisation
people-end-head = End as head
people-block = Block
people-unblock = Unblock
people-save = Save
people-reason = Reason
people-reason-told = This person will see it.
people-block-hint =
    The person can send nothing more in your city, and can in others. Requests in work stay theirs until you give
    them to another executor.
people-unblock-hint =
    The person can write in your city again.
people-reject-hint = They get a letter. The account can still be approved later.
people-retire-hint =
    The account stays with its owner, as a resident's. The office can be given back. The last officer cannot be retired.
people-officer-title = Make this person an officer?
people-officer-can = They will be able to:
people-officer-sees = see the names and addresses of citizens, and hidden texts;
people-officer-decides = assign, reject and merge requests, and change deadlines;
people-officer-people = approve and block people, other officers among them;
people-officer-rules = change who gets new requests, and download the data.
people-officer-check = Approve only if you know this person from work. The office can be ended later.
people-officer-confirm = Yes, make an officer
people-approve-anyway = Approve after all
people-who-all = All
people-who-executors = Executors
people-who-officers = Officers
people-who-citizens = Citizens
people-who-blocked = Blocked
people-decision-APPROVED = Approved
people-decision-BY_DOMAIN = Officer by the city's own mail domain
people-decision-REJECTED = Rejected
people-decision-RETIRED = No longer an officer
people-decision-CATEGORIES = Categories changed
people-decision-MADE_HEAD = Made head
people-decision-HEAD_ENDED = No longer head
people-decision-BLOCKED = Blocked
people-decision-UNBLOCKED = Unblocked
people-done-APPROVED = Approved
people-done-REJECTED = Rejected
people-done-RETIRED = Office ended
people-done-CATEGORIES = Categories saved
people-done-MADE_HEAD = Made head
people-done-HEAD_ENDED = No longer head
people-done-BLOCKED = Account blocked
people-done-UNBLOCKED = Account unblocked
# $count (number): how many
people-count = Shown: { $count }
# $moment (string): a date and a time, ready to be shown
people-since = since { $moment }
# $names (string): names of categories, joined by commas
people-serves = Serves: { $names }
# $action (string): what is done
# $name (string): the person's name
people-named = { $action }: { $name }

## Executors who wait, beside the list of the city

city-pending = Executors waiting for approval
city-approve = Approve

## The person whose report an officer types in

call-phone = The citizen's telephone
call-phone-hint = Not required. Only officers of this city see it.
call-name = Name (optional)
call-email = E-mail (optional)
call-email-hint = It gets the number of the request, every step, and the question whether the problem is solved.
call-language = Language of the letters
call-earlier = Earlier reports from this number
call-refused-phone = Enter a telephone number, such as +7 701 234 56 78
call-refused-name = Enter a name without links, addresses or telephone numbers
