### Pages of the Akimat.

## People of the city: the page of the Akimat

people-title = People of the city
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

call-take = Take a report
call-title = A citizen's report
call-source = Where the report comes from
call-phone = The citizen's telephone
call-phone-hint = Not required. Only officers of this city see it.
call-name = Name (optional)
call-email = E-mail (optional)
call-email-hint = It gets the number of the request, every step, and the question whether the problem is solved.
call-language = Language of the letters
call-earlier = Earlier reports from this number
call-own-city = You can take reports in your own city only.
call-refused-phone = Enter a telephone number, such as +7 701 234 56 78
call-refused-name = Enter a name without links, addresses or telephone numbers
caller-title = The citizen
caller-anonymous = The citizen left no contacts.
caller-gets-letters = gets letters
caller-gets-no-letters = asked for no more letters
caller-erase = Erase the citizen's data
caller-erase-sure = Erase name, telephone and e-mail of the citizen? This cannot be undone, and no more letters come.
city-all-sources = All sources

rules-title = Who gets new requests
rules-lead =
    The first row that fits a new request counts. An executor of its organisation gets the request: one who serves the
    category and has the fewest open requests. Where no row fits, the request stays free.
rules-none = There are no rows yet. Executors take new requests themselves, or the Akimat assigns them.
rules-category = Category
rules-district = District
rules-organisation = Organisation
rules-any-category = Any category
rules-any-place = The whole city
rules-choose = Choose an organisation
rules-no-executor = It has no approved executor: the requests of this row stay free.
rules-add = Add a row
rules-save = Save the table
rules-saved = The table is saved
rules-unfinished = Choose an organisation in every row.
rules-only-akimat = The Akimat of the city sees and changes this table.
# $number (number): which row
rules-row = Row { $number }
# $number (number): which row
rules-up = Move row { $number } up
# $number (number): which row
rules-down = Move row { $number } down
# $number (number): which row
rules-remove = Remove row { $number }
# $number (number): which row
rules-refused = Row { $number } was not accepted. It may never count, because a row above fits the same requests.
