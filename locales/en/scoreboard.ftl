### The figures of executors, for the Akimat.

score-only-akimat = This page is for the Akimat of the city. Sign in with an account of the Akimat and choose your city.
score-how = How ranks are counted
# $count (number): how many finished works a rank needs
score-hint =
    A rank needs { $count } finished works with a deadline. It goes by the lower end of the range in which the share on
    time lies 95 times in 100, so that a few lucky works do not outrank hundreds.
score-spans =
    Shares on time and returned, and time of work: this month and the eleven before. Rating and numbers of requests: of
    all time. A press on a figure opens these requests.
score-rank = Rank
# $count (number): how many finished works a rank needs
score-too-few = fewer than { $count }
score-column-onTime = On time
score-column-work = Work, median
score-column-reopened = Returned
score-column-rating = Rating
score-column-active = In work now
score-column-done = Done
score-column-marked = Photos to check
# $percent (number): a share, 0 to 100
score-percent = { $percent } %
# $low (number): the lower end, 0 to 100
# $high (number): the upper end, 0 to 100
score-interval = { $low } to { $high } %
# $name (string): the name of an executor
# $figure (string): the title of a column
score-requests = { $figure }: requests of { $name }
# $count (number): works that were done after their deadline
score-late = late: { $count }
