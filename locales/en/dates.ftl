### Dates and spans of time.

## Units of time, short

unit-day = d
unit-hour = h
unit-minute = min
unit-second = s

## Dates: the year stands where it is not the present one

# $day (number): the day of the month
# $month (string): the text of month-short
# $time (string): hours and minutes, such as 14:05
moment-this-year = { $day } { $month }, { $time }
# $day (number): the day of the month
# $month (string): the text of month-short
# $time (string): hours and minutes, such as 14:05
# $year (number): the year
moment-other-year = { $day } { $month } { $year }, { $time }
# $day (number): the day of the month
# $month (string): the text of month-short
# $year (number): the year
day-with-year = { $day } { $month } { $year }

## Months

# $month (number): 1 for January to 12 for December
month-short =
    { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
# $month (number): 1 for January to 12 for December
# $year (string): such as 2026
month-name =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
