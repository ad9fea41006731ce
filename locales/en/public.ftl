public-language-KK = Kazakh
public-language-RU = Russian
public-language-EN = English
public-languages = Language of the page
public-live = Follow it live
public-hidden = Hidden by a moderator
public-timeline = Progress
public-fact-SUBMITTED = Submitted
public-fact-DUE = Due
public-fact-DONE = Done
public-fact-RATING = Rating by the author
public-missing = There is no such page. Check the number of the request or the name of the city.
public-refused = This page cannot be shown inside another site.
public-too-many = Too many requests from your network. Wait a minute and reload the page.
public-away = The service is away for a moment. Reload the page in a minute.
# $city (string): the name of the city
public-city-title = { $city }: requests of residents
# $city (string): the name of the city
# $total (number): all requests
# $waiting (number): those on which work is owed
# $overdue (number): those of them whose deadline has passed
public-city-lead = { $city }: { $total } requests in all, { $waiting } open, { $overdue } overdue.
public-map = Map of requests
public-near = Near me
public-report = Report a problem
public-counter-TOTAL = All requests
public-counter-OPEN = Open
public-counter-OVERDUE = Overdue
public-counter-DONE = Done
# $days (number): how many days
public-days =
    { $days ->
        [one] The last { $days } day
       *[other] The last { $days } days
    }
public-preparing = The figures are being prepared. Reload the page in a few minutes.
public-figure-RECEIVED = Received
public-figure-DONE = Done
public-figure-ON_TIME = On time
public-figure-MEDIAN = Usually takes
public-figure-DISPUTED = Disputed
public-by-category = By category
public-by-district = By district
public-newest = New requests
# $percent (number): a share in percent
public-percent = { $percent } %
# $hours (number): how many hours
public-hours = { $hours } h
# $days (number): how many days
public-duration-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
