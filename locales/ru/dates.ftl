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
        [1] Январь
        [2] Февраль
        [3] Март
        [4] Апрель
        [5] Май
        [6] Июнь
        [7] Июль
        [8] Август
        [9] Сентябрь
        [10] Октябрь
        [11] Ноябрь
       *[12] Декабрь
    }
