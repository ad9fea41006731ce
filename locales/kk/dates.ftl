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
    { $year } ж. { $month ->
        [1] қаңтар
        [2] ақпан
        [3] наурыз
        [4] сәуір
        [5] мамыр
        [6] маусым
        [7] шілде
        [8] тамыз
        [9] қыркүйек
        [10] қазан
        [11] қараша
       *[12] желтоқсан
    }
