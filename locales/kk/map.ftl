map-report = Мәселе туралы хабарлау
areas-of-map = Осы аумақты бақылау
map-label = Қала өтінімдерінің картасы
map-find = Орынды табу
map-find-none = Мұндай орын табылмады. Басқаша жазып көріңіз.
map-locate = Менің орным
map-locate-failed = Орналасқан жеріңізді анықтау мүмкін болмады
map-live-now = Қазір қалада
map-empty = Әзірге өтінім жоқ. Бірінші болып хабарлаңыз.
map-pick-hint = Картадан мәселе орнын басып белгілеңіз
map-kilometres = { $count } км
map-cluster = { $count } өтінім
map-spot = Осы жерде
map-zoom-in = Жақындату
map-zoom-out = Алыстату
map-outside = Бұл орын { $city } қаласынан тыс. Қала ішінен басыңыз немесе басқа қаланы таңдаңыз.
map-move-ask = Орнын осында ауыстырайық па?
map-move = Ауыстыру
map-move-keep = Қалдыру

map-zones = Проблемалы аймақтар
map-zones-hint =
    Өтінімі қаланың басқа жерінен әлдеқайда көп орындар қызылмен белгіленген. Өтінімдерін ашу үшін орынды басыңыз.
zone-none = Ерекшеленетін аймақ жоқ.
zone-times = күтілгеннен { $times } есе көп
zone-late = мерзімі бұзылғаны: { $count }
zone-one = бір аймақ
zone-leave = Бүкіл қала
map-here = Осы жер
map-here-label = Осы жер: Картаның ортасындағы орынды белгілеу

map-legend = Белгілер мен сүзгі
map-legend-on = Белгілер мен сүзгі: барлық өтінім көрсетілмейді
map-legend-statuses = Картадағы күйлер
map-legend-period = Кезең
map-legend-many = Қатар тұрған бірнеше өтінім
map-legend-waiting = Желіні күтіп тұрған өтініміңіз
map-legend-clear = Барлық өтінімді көрсету
