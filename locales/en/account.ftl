### Signing in, and what an account waits for.

## Signing in, registering, confirming an address

account-signin-title = Sign in
account-email = E-mail
account-password = Password
account-signin = Sign in
account-register = Register
account-no-account = No account yet?
# $email (string): an e-mail address
account-check-mail-text =
    We sent a link to { $email }. Open it: with an address in the domain of your city's Akimat the panel opens at once,
    another address is reviewed by an officer.
account-forgot = Forgot your password?
account-resend = Send the link once more
account-resent = The link is sent
account-blocked = The Akimat has blocked this account. If this is a mistake, write to the Akimat.
# $reason (string): why, as the officer wrote it
account-blocked-for = The Akimat has blocked this account: { $reason }. If this is a mistake, write to the Akimat.

## The session has ended

session-ended = Your session has ended
session-ended-text =
    You signed out on another device, or a long time has passed. Everything you wrote on this page is still here.
session-again = Sign in and continue
session-leave = Continue without signing in

## Registering as an executor or an Akimat

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
