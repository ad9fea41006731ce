unit-day = д
unit-hour = ч
unit-minute = мин
unit-second = с

month-short =
    { $month ->
        [1] янв.
        [2] февр.
        [3] марта
        [4] апр.
        [5] мая
        [6] июня
        [7] июля
        [8] авг.
        [9] сент.
        [10] окт.
        [11] нояб.
       *[12] дек.
    }
moment-this-year = { $day } { $month }, { $time }
moment-other-year = { $day } { $month } { $year } г., { $time }
day-with-year = { $day } { $month } { $year } г.
month-name =
    { $month ->
        [1] январь
        [2] февраль
        [3] март
        [4] апрель
        [5] май
        [6] июнь
        [7] июль
        [8] август
        [9] сентябрь
        [10] октябрь
        [11] ноябрь
       *[12] декабрь
    } { $year }
