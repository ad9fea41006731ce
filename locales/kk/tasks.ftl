tasks-tabs = Қай тапсырмалар
tasks-tab-mine = Менікі
tasks-tab-near = Маңайда
tasks-tab-burning = Шұғыл
tasks-tab-free = Бос

tasks-answered = Тапсырылды, тұрғынның жауабын күтуде: { $count }
tasks-held = Тоқтатылған
tasks-burning-none = Шұғыл ештеңе жоқ: мерзімі таяған да, өткен де тапсырма жоқ.
tasks-from-you = сізден { $distance }
tasks-near-within = { $distance } аралығында: { $count }
tasks-near-part = Мұндағы тапсырмалар бір тізімге сыймайды.
tasks-near-wider = Алысырақ іздеу
tasks-near-looking = Маңайдағы тапсырмаларды іздеп жатырмыз…
tasks-near-none = Маңайыңызда тапсырма жоқ.
tasks-near-needs-place =
    Мұнда маңайыңыздағы тапсырмалар көрінеді, бірақ орныңыз белгісіз. Басқа қойындылар онсыз да жұмыс істейді.
tasks-your-task = Сіздікі

position-unasked =
    Тапсырмаларға дейінгі қашықтықты көру үшін орныңызды анықтауға рұқсат беріңіз. Нақты орныңыз осы құрылғыда қалады.
position-allow = Қашықтықты көрсету
position-asking = Орныңызды анықтап жатырмыз…
position-denied =
    Орныңызды анықтауға тыйым салынған, сондықтан қашықтық көрсетілмейді. Оған осы сайт үшін браузер баптауларында
    рұқсат бере аласыз.
position-unavailable =
    Орныңыз анықталмады: геолокация өшірулі немесе GPS сигналы жоқ болуы мүмкін.
position-slow = Орныңыз уақытында анықталмады. Ашық аспан астында тезірек болады.
position-insecure =
    Бет HTTPS-сіз ашылған, сондықтан браузер орныңызды айтпайды.
position-unsupported = Бұл браузер орныңызды анықтай алмайды.
position-rest = Қалғанының бәрі жұмыс істейді.
position-again = Қайталап көру
position-old = Қашықтық бұрынғы орныңыздан есептелген.
position-renew = Орнымды жаңарту

tasks-list = Тізім
round-by-due = Мерзім
round-by-way = Аралау
round-length = Тапсырма: { $count }, түзу сызықпен шамамен { $distance }
round-no-place = Аралау ең шұғыл тапсырмадан басталады: орныңыз белгісіз.
round-again = Қайта есептеу
round-later = Жаңа, аралауға әлі қосылмаған
round-number = № { $number }
round-you = Сіз осындасыз
round-map = Тізімдегі ретімен тапсырмалар картасы

navigator-route = Бағыт
navigator-dgis = 2GIS
work-bar = Келесі қадам
work-shoot-START = Түсіріп, бастау
work-shoot-COMPLETE = Түсіріп, аяқтау
work-shoot-more = Тағы фото
work-form = Галереядағы фото және түсініктеме
work-current = Жұмыс үстінде: { $category }, { $number }
