### The page behind a verdict link.

## The page behind the buttons of a letter

verdict-ask-CONFIRM = Confirm that the problem is fixed?
verdict-ask-DISPUTE = Is the problem not fixed?
verdict-button-CONFIRM = Yes, it is fixed
verdict-button-DISPUTE = No, it is not fixed
verdict-thanks-CONFIRM = Thank you! The fix is confirmed.
verdict-thanks-DISPUTE = Thank you! The request is in work again, and the Akimat knows.
verdict-state-CONFIRMED = You have confirmed this request already.
verdict-state-DISPUTED = You have said already that it is not fixed: the request went back to work.
verdict-state-CONFIRMED_BY_ANOTHER = Another author of the request has confirmed the fix already.
verdict-state-DISPUTED_BY_ANOTHER = Another author has said already that it is not fixed: it went back to work.
verdict-state-CLOSED_BY_SILENCE = There was no answer, so the request is closed without one.
verdict-state-BLOCKED = This account is blocked, so it cannot answer.
verdict-state-UNKNOWN = Nothing can be done by this link.
verdict-block-reason = Reason:
verdict-block-help = If this is a mistake, write to the Akimat of the city.
verdict-rating-missing = Choose a rating from 1 to 5.
verdict-reason-title = What is wrong?
verdict-reason-STILL = The problem is still there
verdict-reason-PARTLY = Only partly fixed
verdict-reason-ELSEWHERE = Fixed in another place
verdict-reason-AGAIN = The problem has come back
verdict-words = In your words (optional)
verdict-forged = This link is not valid. Check that you copied all of it, or open the request on the site.
verdict-expired = This link is too old. Open the request on the site and answer there.
verdict-open-request = Open the site
