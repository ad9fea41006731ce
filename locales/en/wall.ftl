### The wall screen of the Akimat.

wall-to-panel = To the Akimat panel
wall-signin-first = Sign in as an officer of the Akimat to open the city screen.
wall-only-officers = Only officers of a city’s Akimat see its screen.
# $city (string): the name of a city
wall-own-city = Open the screen of your city: { $city }
wall-full = Full screen
wall-sound = Sound for overdue and at-risk requests
wall-sound-blocked = Sound is on, but the browser waits for the first press on the screen.
wall-dark = Dark background
wall-sleeps = This browser cannot keep the screen on: turn off sleep in the settings of the device.
# $time (string): hours and minutes
wall-as-of = Connection lost. Data as of { $time }
# $moment (string): date and time
wall-session-ended =
    The session ended { $moment }. Figures and map go on; to work on requests, sign in again.
# $moment (string): date and time
wall-session-ends = The session will end { $moment }. Sign out and in again before that.
wall-counters = Counters of the city
wall-map = Open requests on the map
wall-heat = overdue requests
wall-categories = By category, 30 days
wall-days = By day, 30 days
wall-received = Received
wall-done = Done
wall-breached = Overdue
wall-day-column = Day
wall-today = Today
# $day (number): the day of the month
# $month (string): the text of month-short
wall-day = { $day } { $month }
wall-preparing = The chart is being prepared after an update of the system.
wall-no-alerts = Nothing is overdue or at risk.
wall-events = Latest events
