### Activity points.

## Activity points and the board of the month

points-title = Activity points
points-top = This is the highest level.
points-history = What the points are for
points-empty = No points yet. They come when work begins on your request.
points-tariff = How points are earned
points-capped = the day's limit is reached
points-board = Active residents of the month
points-board-hint = Ranked are those with points for three or more requests in the month.
points-board-empty = No one has a place in this month yet.
points-place = Place
points-no-place = no place yet
points-you = you
points-leave = Do not show me on the board
points-left = You are not shown on the boards. Your points are kept.
points-join = Show me again
points-earlier = Earlier month
points-later = Later month
points-rule-SUBMITTED = Work began on your request
points-rule-VERDICT_GIVEN = You judged the work within 7 days
points-rule-CONFIRMED_FIX = You confirmed the fix
points-rule-JOINED = A problem you also reported was fixed
points-rule-TAKEN_BACK = The request was spam, points taken back
points-rule-GIVEN_BACK = The request was opened again: points given back
# $count (number): points
points-to-next = { $count } more to the next level
# $count (number): points
points-cap = At most { $count } a day. Sending alone earns nothing.
