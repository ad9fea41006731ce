### Registering, confirming an address, choosing a password: what comes with these screens.

## Signing in, registering, confirming an address

account-register-title = Register
account-given-name = Given name
account-given-name-hint = Everyone sees it. Only the Akimat sees your surname and your address.
account-surname = Surname
account-whole-name = Full name
account-role = Role
account-city = City
account-have-account = Already registered?
account-role-hint-CITIZEN = I report problems and watch them being fixed.
account-role-hint-EXECUTOR = I fix problems once the city's Akimat approves me. Until then I report as a resident.
account-role-hint-AKIMAT =
    I watch over the city. It takes an office address, which gets a link. Until approved I report as a resident.
account-check-mail = Check your mail
# $email (string): the address that was typed in
account-registered = Your account is there. A letter to confirm it was sent to { $email }.
account-verifying = Confirming the address…
account-verified = Address confirmed
account-verify-failed = The link is invalid or has expired
account-verify-password = Confirm it's you
account-verify-password-text =
    You are not signed in on this device. Type the password you registered with. If you type another one, it becomes the
    password, and all earlier sessions end.
account-verify-password-wrong = This password is wrong
account-verify-again = Sign in: you can ask for a new link in your account.
account-verify-button = Confirm the address
account-continue = Continue
account-to-map = To the map

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
