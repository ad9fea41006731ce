### Letters and notices to browsers.

## Letters about a request

# $name (string): the person's name
letter-greeting = Hello { $name },
letter-greeting-unnamed = Hello,
letter-title-SUBMITTED = Request received
letter-title-CONFIRMED_BY_SILENCE = Closed without an answer
letter-title-CLOSED_UNANSWERED = Closed without an answer
letter-title-WORK_CONFIRMED_RECORDED = The citizen confirms the work; an officer recorded the answer
letter-title-WORK_DISPUTED_RECORDED = The citizen says it is not fixed; an officer recorded the answer
letter-title-DEADLINE_ESCALATED = Long overdue: please step in
letter-title-VERDICT_REMINDED = We are still waiting for your answer
letter-title-VERDICT_ASKED_AGAIN = Asked for the last time: is the problem fixed?
letter-reader-AUTHOR = There is news about your request.
letter-reader-COAUTHOR = There is news about the request that yours was merged into.
letter-reader-FOLLOWER = There is news about a request that you follow.
letter-reader-AREA = There is news in an area that you follow.
letter-reader-EXECUTOR = There is news about a request that is assigned to you.
letter-reader-HEAD = There is news about a request that your organisation works on.
letter-reader-AKIMAT = There is news about a request of your city.
letter-assigned = A request has been assigned to you. Please start the work before the deadline.
letter-disputed-executor =
    The author says that the problem is still there. The request is in work again, with the same deadline.
letter-disputed-akimat = The author says that the problem is still there. The request has gone back to the executor.
letter-submitted =
    Thank you! We have received your request and will write about every step. Keep the number: the Akimat finds the
    request by it too.
letter-caller-SUBMITTED =
    The Akimat has written down your report. We will write about every step and ask whether the problem is solved. Keep
    the number: the Akimat finds the request by it too.
letter-caller-RECORDED =
    An officer of the Akimat has recorded your answer. If you did not say so, tell the Akimat the number of the request.
letter-caller-SMALL_PRINT =
    An officer typed in this address as the caller gave it. If you have reported nothing, press "Write to this address
    no more".
letter-caller-UNSUBSCRIBE = Write to this address no more
letter-lead-DEADLINE_AT_RISK =
    Most of the time for this request has passed. Please finish the work, or put it on hold with a reason.
letter-lead-DEADLINE_BREACHED = The deadline of this request has passed and the work is not done.
letter-lead-DEADLINE_ESCALATED =
    The deadline passed long ago and the work is still not done. It is for the Akimat to decide now.
letter-asked = The executor says that the work is done. The last word is yours: is the problem fixed?
letter-asked-coauthor =
    Your request was merged into this one, and your answer counts, too. The executor says that the work is done: is the
    problem fixed?
letter-lead-VERDICT_REMINDED =
    The work was marked as done some days ago and you have not answered yet. Is the problem fixed?
letter-lead-VERDICT_ASKED_AGAIN =
    The request was closed without your answer, and no one has said whether the problem is fixed. Please look at the
    photos and at the place: is it fixed? We will not ask again.
letter-lead-CLOSED_UNANSWERED =
    You have not answered within seven days, so the request is closed without an answer. This is no confirmation. If
    the problem is still there, say so on the page of the request.
letter-lead-MERGE_TARGET_CLOSED =
    The request that yours was merged into was closed without work. If your problem is still there, write a comment to
    your request: the city hall can open it again on its own.
letter-photo-BEFORE = Before the work
letter-photo-AFTER = After the work
letter-photo-TITLE = Photos
# $days (number): how many days
letter-verdict-small-print =
    The buttons work for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } and need no sign-in. Please do not forward this e-mail.
letter-fact-request = Request
letter-fact-place = Place
letter-fact-due = Due
letter-fact-reason = Reason
letter-open-request = Open the request
letter-open-city = Open the panel of the city
letter-button-EXECUTOR_APPROVED = Open the tasks
unsubscribe-title = Stop sending such letters?
unsubscribe-button = Stop sending
unsubscribe-done = Done: no more such letters will come
letter-preferences = Choose which e-mails you get
# $month (number): 1 for January to 12 for December
letter-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
# $day (number): the day of the month
# $month (string): the text of letter-month
# $time (string): hours and minutes, such as 14:05
# $year (number): the year
letter-moment = { $day } { $month } { $year }, { $time }
# $day (number): the day of the month
# $month (string): the text of letter-month
letter-day = { $day } { $month }
# $day (number): the day of the month
# $month (string): the text of letter-month
# $year (number): the year
letter-day-year = { $day } { $month } { $year }
letter-subject-VERIFY_EMAIL = QalaControl: confirm your address
letter-text-VERIFY_EMAIL = Press the button to confirm your e-mail address.
letter-button-VERIFY_EMAIL = Confirm the address
# $hours (number): how many hours
letter-verify-small-print =
    The link is valid for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } and opens once. If you did not register, ignore this e-mail.
letter-subject-EXECUTOR_APPROVED = QalaControl: your account is approved
letter-text-EXECUTOR_APPROVED = The Akimat of your city has approved your executor account. You can take requests now.
letter-subject-RESET_PASSWORD = QalaControl: a new password
letter-subject-PASSWORD_CHANGED = QalaControl: your password was changed
letter-subject-CHANGE_EMAIL = QalaControl: confirm your new address
letter-subject-EMAIL_CHANGED = QalaControl: your address was changed
letter-subject-ADDRESS_TAKEN = QalaControl: you have an account already
letter-subject-REGISTER_ANEW = QalaControl: finish your registration
letter-subject-EXECUTOR_REJECTED = QalaControl: your account was not approved
letter-subject-OFFICER_APPROVED = QalaControl: you are an officer of the Akimat
letter-subject-OFFICER_REJECTED = QalaControl: your Akimat account was not approved
letter-subject-OFFICER_RETIRED = QalaControl: you are no longer an officer of the Akimat
letter-subject-ACCOUNT_BLOCKED = QalaControl: your account is blocked
letter-subject-ACCOUNT_UNBLOCKED = QalaControl: your account is open again
# $hours (number): how many hours
letter-link-text-RESET_PASSWORD =
    Press the button to choose a new password. The link is valid for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } and opens once. If you did not ask for it, ignore this e-mail: your password stays the same.
letter-text-PASSWORD_CHANGED =
    The password of your account was changed, and all other sessions were ended. If it was not you, ask for a new
    password at once.
# $hours (number): how many hours
letter-link-text-CHANGE_EMAIL =
    Press the button to make this the address of your account. The link is valid for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } and opens once.
# $email (string): the new address
letter-email-changed = From now on e-mails go to { $email }. If it was not you, write to the Akimat of your city.
letter-email-changed-unnamed =
    From now on e-mails go to another address. If it was not you, write to the Akimat of your city.
letter-text-ADDRESS_TAKEN =
    Someone tried to register with your address. If it was you, sign in or ask for a new password. If not, there is
    nothing to do.
# $hours (number): how many hours
letter-link-text-REGISTER_ANEW =
    Someone registered with your address, which already has an account that was never confirmed. If it was you, press
    the button and type the password of this registration: the account is made anew, and the earlier one goes. The link
    is valid for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    } and opens once. If it was not you, ignore this e-mail: nothing changes.
letter-text-EXECUTOR_REJECTED =
    The Akimat of your city has not approved your executor account. If you think that this is a mistake, write to the
    Akimat.
letter-text-OFFICER_APPROVED =
    An officer of your city's Akimat has approved your account. The panel of the city is open.
letter-text-OFFICER_REJECTED =
    The Akimat of your city has not approved your account of an officer. You can still report problems as a resident.
letter-text-OFFICER_RETIRED =
    Your account no longer acts for the Akimat. You can still sign in, and your requests and notifications stay: it is
    the account of a resident now.
letter-text-ACCOUNT_BLOCKED =
    The Akimat of your city has blocked your account: you cannot sign in. If you think that this is a mistake, write to
    the Akimat.
letter-text-ACCOUNT_UNBLOCKED = The Akimat of your city has opened your account again. You can sign in.
# $city (string): the name of a city
letter-city-subject-ACCOUNT_BLOCKED = QalaControl: you are blocked in { $city }
# $city (string): the name of a city
letter-city-subject-ACCOUNT_UNBLOCKED = QalaControl: you may act again in { $city }
# $city (string): the name of a city
letter-city-text-ACCOUNT_BLOCKED =
    The Akimat has blocked your account in this city ({ $city }): you can read there, and send nothing.
    Elsewhere nothing has changed. If you think that this is a mistake, write to the Akimat.
# $city (string): the name of a city
letter-city-text-ACCOUNT_UNBLOCKED = The Akimat has ended the block of your account in this city ({ $city }).
letter-button-RESET_PASSWORD = Choose a password
letter-button-PASSWORD_CHANGED = Ask for a new password
letter-button-CHANGE_EMAIL = Confirm the address
letter-button-EMAIL_CHANGED = Open QalaControl
letter-button-ADDRESS_TAKEN = Sign in
letter-button-REGISTER_ANEW = Finish the registration
letter-button-EXECUTOR_REJECTED = Open QalaControl
letter-button-OFFICER_APPROVED = Open the people of the city
letter-button-OFFICER_REJECTED = Open QalaControl
letter-button-OFFICER_RETIRED = Open QalaControl
letter-button-ACCOUNT_BLOCKED = Open QalaControl
letter-button-ACCOUNT_UNBLOCKED = Sign in

## The morning letter of the Akimat

# $city (string): the name of the city
# $day (string): a date, ready to be shown
digest-subject = { $city }: the day in figures, { $day }
# $day (string): a date, ready to be shown
digest-lead = Good morning. What happened on { $day } and where the city stands now.
digest-figure-CREATED = Submitted yesterday
digest-figure-COMPLETED = Done yesterday
digest-figure-CONFIRMED = Confirmed by citizens yesterday
digest-figure-DISPUTED = Disputed by citizens yesterday
digest-figure-OPEN = Open now
digest-figure-OVERDUE = Overdue now
digest-figure-ASKED = Waiting for the citizen's answer now
# $count (number): how many are overdue
# $shown (number): how many are listed
digest-overdue = Overdue, the longest first ({ $shown } of { $count })
# $due (string): the deadline, ready to be shown
# $number (string): the number of a request, such as ALM-000123
# $place (string): the name of a category and the address of the problem
digest-late = { $number }, { $place }. Was due { $due }
digest-none = Nothing is overdue.
digest-seal =
    The seal of the log this morning. Keep this e-mail: this line can prove later whether the past was rewritten.

## The morning letter to those who follow areas

# $city (string): the name of the city
# $day (string): a date, ready to be shown
areas-digest-subject = { $city }: news in your areas, { $day }
# $day (string): a date, ready to be shown
areas-digest-lead = What was submitted and done on { $day } in the areas that you follow.
# $count (number): how many steps there were
# $shown (number): how many are listed
areas-digest-rows = The newest first ({ $shown } of { $count })
# $event (string): what happened, such as "Work done"
# $number (string): the number of a request, such as ALM-000123
# $place (string): the name of a category and the address of the problem
areas-digest-row = { $event }: { $number }, { $place }
areas-digest-open = Choose your areas
