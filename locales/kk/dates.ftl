unit-day = күн
unit-hour = сағ
unit-minute = мин
unit-second = с

month-short =
    { $month ->
        [1] қаң.
        [2] ақп.
        [3] нау.
        [4] сәу.
        [5] мам.
        [6] мау.
        [7] шіл.
        [8] там.
        [9] қыр.
        [10] қаз.
        [11] қар.
       *[12] жел.
    }
moment-this-year = { $day } { $month }, { $time }
moment-other-year = { $year } ж. { $day } { $month }, { $time }
day-with-year = { $year } ж. { $day } { $month }
month-name =
    { $month ->
        [1] Қаңтар
        [2] Ақпан
        [3] Наурыз
        [4] Сәуір
        [5] Мамыр
        [6] Маусым
        [7] Шілде
        [8] Тамыз
        [9] Қыркүйек
        [10] Қазан
        [11] Қараша
       *[12] Желтоқсан
    }
