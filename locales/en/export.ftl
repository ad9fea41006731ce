### Files that the server writes for spreadsheets.

## Titles of columns

export-column-NUMBER = Number
export-column-STATUS = Status
export-column-CATEGORY = Category
export-column-DISTRICT = District
export-column-ADDRESS = Address
export-column-DESCRIPTION = Description
export-column-CREATED = Submitted
export-column-STARTED = Work started
export-column-DONE = Work completed
export-column-CLOSED = Closed
export-column-CLOSED_BY = Closed by
export-column-PROMISED = First deadline
export-column-DUE = Deadline
export-column-LATE = Past the deadline
export-column-ACCEPT_MINUTES = Minutes until work started
export-column-WORK_MINUTES = Minutes of work
export-column-EXECUTOR = Executor
export-column-ORGANISATION = Organisation
export-column-RATING = Rating
export-column-MERGED_INTO = Repeats request
export-column-SOURCE = How it came
export-column-LATITUDE = Latitude
export-column-LONGITUDE = Longitude
export-column-PHOTOS_REPORT = Photos of the problem
export-column-PHOTOS_BEFORE = Photos before the work
export-column-PHOTOS_AFTER = Photos after the work
export-column-PAGE = Page of the request
export-column-AUTHOR = Author
export-column-EMAIL = E-mail of the author
export-column-PHONE = Telephone
export-column-POINTS = Points of the executor

## Who closed a request

export-closed-AUTHOR = The author
export-closed-SILENCE = No answer of the author
export-closed-AKIMAT = The Akimat

## Whether a deadline was missed

export-answer-YES = yes
export-answer-NO = no
