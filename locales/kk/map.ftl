map-report = Мәселе туралы хабарлау
map-label = Қала өтінімдерінің картасы
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
zone-title = Проблемалы аймақтар
zone-hint =
    Қаланың ені шамамен 900 метр бөліктері: ондағы өтінім немесе бұзылған мерзім қала бойынша күтілгеннен
    әлдеқайда көп. Өтінімі аз аймақтар салыстырылмайды.
zone-period = Кезең
zone-period-FOUR_WEEKS = 4 апта
zone-period-THIRTEEN_WEEKS = 13 апта
zone-period-FIFTY_TWO_WEEKS = 52 апта
zone-order = Салыстыру
zone-order-REQUESTS = өтінім саны бойынша
zone-order-LATE = бұзылған мерзім бойынша
zone-none = Ерекшеленетін аймақ жоқ.
zone-times = күтілгеннен { $times } есе көп
zone-counts = { $requests } өтінім, мерзімі бұзылғаны: { $late }.
zone-late = мерзімі бұзылғаны: { $count }
zone-more = Алдыңғы кезеңнен { $percent } % көп.
zone-fewer = Алдыңғы кезеңнен { $percent } % аз.
zone-same = Алдыңғы кезеңдегідей.
zone-unnamed = { $number }-аймақ
zone-one = бір аймақ
zone-open = Өтінімдерін көрсету
zone-on-map = Картадан көру
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
