### What can be done with a request.

## What can be done with a service request

action-ASSIGN = Assign an executor
action-CLAIM = Take the request
action-RELEASE = Give the request back
action-START = Start work
action-HOLD = Put on hold
action-RESUME = Resume
action-COMPLETE = Finish work
action-CONFIRM = Confirm it is done
action-DISPUTE = Not done, dispute
action-RECORD_CONFIRMATION = Record the answer: fixed
action-RECORD_DISPUTE = Record the answer: not fixed
action-REJECT = Reject
action-WITHDRAW = Withdraw the request
action-MERGE = Merge a duplicate
action-REOPEN = Open again
action-EXTEND = Extend the deadline
action-RECATEGORISE = Change the category
action-COMMENT = Comment
action-FOLLOW = Follow
action-UNFOLLOW = Stop following
action-MODERATE_PHOTO = Moderate photos
action-RETRACT_PHOTO = Remove a photo

## The form of an action

action-form-reason = Reason
action-form-choose-reason = Choose a reason
action-form-review = Your review (optional)
action-form-executor = Choose an executor
action-form-no-executors = The city has no approved executors.
# $count (number): how many requests the executor has in work
action-form-load = in work: { $count }
# $rating (number): the average of the ratings, from 1 to 5
rating-average = ★ { $rating }
action-form-serves-not = does not serve this category;
action-form-merge-into = Merge into
action-form-merge-hint = Enter the number of the other request, or choose it below
action-form-merge-missing = No such request
merge-doubted = These look like two different problems.
merge-anyway = Merge them anyway
merge-doubt-CATEGORY = It has another category.
# $distance (string): such as 2.5 km
merge-doubt-DISTANCE = It is { $distance } away.
merge-doubt-FINISHED = Its work is already done.
action-form-due-at = New deadline
action-form-category = New category
action-form-choose-category = Choose a category
action-form-category-hint = The deadline is counted anew from the submission; the old one stays in the history.
action-form-merged-hint =
    Your request was merged into this one. Your rating is kept; the author of this request closes it.
action-form-comment = Comment
action-form-cancel = Cancel
action-form-sure = The request will be closed. You can undo this for five seconds.
said-CONFIRM = Thank you! Your answer is recorded.
said-DISPUTE = Thank you! The request is in progress again, and the Akimat knows of it.
# $action (string): the name of the action
action-form-overtaken =
    “{ $action }” is no longer possible, because the request has changed. Your text was not sent and is kept here:
action-form-as-comment = Send as a comment
action-form-drop-text = Delete the text
action-form-drop-sure = Delete what you have written?
action-form-taken = This step is stored with the earlier text. The new text is kept but not sent.
action-form-source = How the answer came
action-form-choose-source = Choose
action-form-source-hint =
    The answer is recorded in your name, with this note. Everyone sees it, and the citizen gets a letter.
