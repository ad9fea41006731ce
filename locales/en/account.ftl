### Registering and signing in.

## Signing in, registering, confirming an address

account-signin-title = Sign in
account-register-title = Register
account-given-name = Given name
account-given-name-hint = Everyone sees it. Only the Akimat sees your surname and your address.
account-surname = Surname
account-whole-name = Full name
account-email = E-mail
account-password = Password
account-role = Role
account-city = City
account-signin = Sign in
account-register = Register
account-no-account = No account yet?
account-have-account = Already registered?
account-role-hint-CITIZEN = I report problems and watch them being fixed.
account-role-hint-EXECUTOR = I fix problems once the city's Akimat approves me. Until then I report as a resident.
account-role-hint-AKIMAT =
    I watch over the city. It takes an office address, which gets a link. Until approved I report as a resident.
account-check-mail = Check your mail
# $email (string): an e-mail address
account-check-mail-text =
    We sent a link to { $email }. Open it: with an address in the domain of your city's Akimat the panel opens at once,
    another address is reviewed by an officer.
# $email (string): the address that was typed in
account-registered = Your account is there. A letter to confirm it was sent to { $email }.
account-verifying = Confirming the address…
account-verified = Address confirmed
account-verify-failed = The link is invalid or has expired
account-forgot = Forgot your password?
account-verify-password = Confirm it's you
account-verify-password-text =
    You are not signed in on this device. Type the password you registered with. If you type another one, it becomes the
    password, and all earlier sessions end.
account-verify-password-wrong = This password is wrong
account-verify-again = Sign in: you can ask for a new link in your account.
account-verify-button = Confirm the address
account-resend = Send the link once more
account-resent = The link is sent
account-continue = Continue
account-blocked = The Akimat has blocked this account. If this is a mistake, write to the Akimat.
# $reason (string): why, as the officer wrote it
account-blocked-for = The Akimat has blocked this account: { $reason }. If this is a mistake, write to the Akimat.
account-to-map = To the map

## The session has ended

session-ended = Your session has ended
session-ended-text =
    You signed out on another device, or a long time has passed. Everything you wrote on this page is still here.
session-again = Sign in and continue
session-leave = Continue without signing in

## The field of a new password

new-password-label = New password
new-password-show = Show
new-password-hide = Hide
new-password-weak = Weak: easy to guess. Add words or signs
new-password-fair = Fair. The longer the better
new-password-strong = Strong password
# $count (number): how many
new-password-too-short =
    { $count ->
        [one] At least { $count } character is needed
       *[other] At least { $count } characters are needed
    }

## Asking for a new password

forgot-title = Forgot your password?
forgot-text = Give the address of your account. We send a link to it, with which you can choose a new password.
forgot-send = Send the link
forgot-sent = Check your mail
forgot-sent-text =
    If this address has an account, an e-mail is on its way. The link in it opens once and is valid for two hours. No
    e-mail? Look into the spam folder.
forgot-again = Send once more
forgot-email = Write the whole address, such as name@example.kz

## Choosing a new password

reset-title = Choose a new password
reset-text = All sessions on other devices end then, and you are signed in here at once.
reset-submit = Save and sign in
reset-done = Password changed
reset-done-text = You are signed in on this device. All earlier sessions have ended.
reset-closed = This link no longer works
reset-closed-text =
    A link opens once and is valid for two hours. You may have used it already, or asked for a newer one. Your old
    password still works.
reset-ask-new = Ask for a new link

## Registering as an executor or an Akimat

register-organisation = Organisation
register-organisation-hint = Choose from the list or write your own.
register-organisation-new = The city's list does not have it: the Akimat sees it for the first time and will check.
register-organisation-known = This organisation works in the city already.
register-state-rule =
    The Akimat role needs an office address in gov.kz: a link is sent to it, and the panel opens by that link only.
register-state-warning = This does not look like an address in gov.kz.
register-next = What happens next
register-steps-EXECUTOR-1 = A link is sent to your address: open it to confirm the address.
register-steps-EXECUTOR-2 = The Akimat of the city looks at the account and decides which categories you serve.
register-steps-EXECUTOR-3 =
    Meanwhile report problems as a resident. Once approved you get an e-mail, and the tasks open.
register-steps-AKIMAT-1 = A link is sent to your office address.
register-steps-AKIMAT-2 = Open it. If the address is in the domain of your city's Akimat, the panel opens at once.
register-steps-AKIMAT-3 =
    The Akimat of the city looks at any other gov.kz address. Meanwhile report problems as a resident.

## An executor whose account waits for approval

waiting-rejected = The Akimat did not approve the account
waiting-retired = You are no longer an officer of the Akimat
waiting-rejected-text =
    If this is a mistake, write to the Akimat: the decision can be changed. You can report problems as a resident now.
# $reason (string): why, as the officer wrote it
waiting-rejected-for = Reason: { $reason }
waiting-title = The account is waiting for approval
waiting-text =
    You are registered. Until you are approved you act as a resident: you can report problems and write comments.
waiting-text-AKIMAT =
    You are registered. Until you are approved you act as a resident. If the address is in the domain of your city's
    Akimat, the link in the letter is enough; an officer of the Akimat looks at any other address.
waiting-registered = Account made
waiting-confirm = Confirm your address
waiting-confirmed = Address confirmed
waiting-approval = The Akimat looks at the account
waiting-after = The tasks open
waiting-after-AKIMAT = The panel of the city opens
waiting-live = No need to reload: this page opens by itself. We also write to you.
waiting-approved = Your account is approved!
waiting-organisation = Organisation
# $email (string): an e-mail address
waiting-sent-to = The link was sent to { $email }
# $name (string): the name of the city
waiting-city = City: { $name }
# $email (string): an e-mail address
mail-unconfirmed =
    No letters come until you open the link in the letter sent to { $email }.
    If it is missing, look into the spam folder or ask for it again.
