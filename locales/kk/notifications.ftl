notifications-title = Хабарламалар
notifications-empty = Әзірге хабарлама жоқ.
notifications-mark-read = Бәрін оқылды деп белгілеу
notifications-unread = Оқылмаған: { $count }
notifications-signin-first = Хабарламаларды көру үшін жүйеге кіріңіз.

preferences-title = Хаттар мен хабарламалар
preferences-what = Не туралы
preferences-in-app = Сайттағы хабарламалар тізімінде бәрі әрқашан бар. Тағы не жіберу керегін таңдаңыз.
preferences-saved = Сақталды
preferences-signin-first = Хаттарды таңдау үшін жүйеге кіріңіз.
preferences-push-title = Осы браузердегі хабарламалар
preferences-turn-on = Осы браузерде қосу
preferences-turn-off = Осы браузерде өшіру
preferences-channel-EMAIL = Пошта
preferences-channel-PUSH = Браузер
preferences-channel-NIGHT = Браузер түнде
preferences-night =
    Қала уақытымен 22:00-ден 8:00-ге дейін браузердегі хабарламалар таңды күтеді.
    Бір өтінім туралы бірнешеуінен соңғысы келеді.
preferences-push-unsupported = Бұл браузер хабарлама көрсете алмайды.
preferences-push-denied = Бұл браузердің баптауларында хабарламаларға тыйым салынған.
preferences-push-failed =
    Болмады: браузер жазылым бермеді. Құпия терезеде немесе хабарлама қызметіне байланыс болмағанда осылай болады.
    Хаттар мен сайттағы тізім онсыз да жұмыс істейді.
preferences-push-off = Бет жабық болса да, әр қадамды бірден біліңіз.
preferences-push-on = Жүйеден шыққанша бұл браузер хабарлама көрсетеді.
