### The page of one's own account.

## My account: profile

profile-title = Profile
profile-language = Language of e-mails and pages
profile-save = Save
profile-saved = Saved
profile-city-fixed = The city of an executor or an Akimat does not change: another city needs another account.
profile-signin-first = Sign in to see your account.
profile-organisation = Organisation

## My account: e-mail

email-title = E-mail
email-confirmed = confirmed
email-unconfirmed = not confirmed yet
email-fresh = New address
email-password = Password of the account
email-send = Send the link
email-hint = A link is sent to the new address. Until it is opened nothing changes.
email-state-rule = The address of an Akimat must be in gov.kz.
email-wrong-password = This is not the password of your account
# $email (string): an e-mail address
email-sent = Open the link in the e-mail sent to { $email }. Until then the old address stays in use.

## The page behind the link that confirms a new e-mail

new-email-password = You are not signed in to this account on this device. Type its password.
new-email-title = A new address
new-email-text = Press the button to make this the address of your account: you sign in with it, and e-mails go to it.
new-email-confirm = Confirm the new address
new-email-done = Address changed
new-email-done-text = Sign in with the new address from now on. We have written to the old one about it.
new-email-closed = This link no longer works
new-email-closed-text =
    A link opens once and is valid for a day. Your old address stays in use; ask for a new link in your account.
new-email-to-account = Open the account

## My account: password

change-password-title = Password
change-password-old = Current password
change-password-submit = Change the password
change-password-hint = Sessions on other devices end, this one stays.
change-password-wrong-old = This is not the current password
# $count (number): how many
change-password-done = Password changed. Other sessions ended: { $count }.

## My account: where it is signed in

sessions-title = Where you are signed in
sessions-text = A device you do not know? End its session and change your password.
sessions-current = this device
sessions-now = now
sessions-end = End
sessions-end-others = End all others
sessions-only = There are no other sessions.
sessions-unknown = Unknown device
# $browser (string): the name of a browser
# $system (string): the name of an operating system
sessions-device = { $browser }, { $system }
# $moment (string): a date and a time, ready to be shown
sessions-since = signed in: { $moment }
# $moment (string): a date and a time, ready to be shown
sessions-used = last active: { $moment }
# $device (string): a browser and an operating system
sessions-end-named = End the session: { $device }
# $count (number): how many
sessions-ended = Sessions ended: { $count }

## My account: letters and notices

own-letters-title = E-mails and notifications
own-letters-text = You decide what we write to you about.

## My account: my data

own-data-title = My data
own-data-text =
    Everything we keep about you in one file: account, requests, comments, notifications, sessions, settings, points.
    JSON can be read by people and by programs.
own-data-download = Download my data
own-data-ready = The file is ready

## My account: erasing it

erase-title = Erase the account
erase-text = At once and for good: no one can bring it back.
erase-begin = Erase my account…
erase-forgotten-title = Will be erased
erase-kept-title = Will be kept
erase-password = Password, to confirm
erase-sure = I understand that this is for good
erase-confirm = Erase for good
erase-done = Account erased
erase-done-text = We no longer know who you are. Your address is free again.
erase-work = Requests you have in work stay assigned until the Akimat gives them to another executor.
erase-forgotten-1 = name, address and password
erase-forgotten-2 = notifications, settings, e-mails, and what you follow
erase-forgotten-3 = all sessions: you are signed out everywhere
erase-forgotten-4 = your place on the boards
erase-kept-1 = requests and what happened to them, without your name: they are the city's statistics
erase-kept-2 = what you wrote into descriptions and comments: it was open to all
