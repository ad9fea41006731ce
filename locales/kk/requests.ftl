counter-total = Барлығы
counter-open = Ашық
counter-overdue = Мерзімі өткен
counter-done = Орындалған

mine-title = Сіздің өтінімдеріңіз
mine-empty = Сізде әлі өтінім жоқ.
mine-tasks-title = Тапсырмалар
mine-mine-tasks = Менің жұмысым
mine-free-tasks = Қаладағы бос өтінімдер
mine-no-tasks = Сізге тағайындалған жұмыс жоқ.
mine-no-free = Қазір бос өтінім жоқ.
mine-signin-first = Өтінімдеріңізді көру үшін жүйеге кіріңіз.
mine-more = Тағы көрсету
mine-loading = Жүктелуде…

city-title = Әкімдік панелі
city-public-title = Қала өтінімдері
city-alerts = Мерзім ескертулері
city-all = Барлығы
city-done = Орындалған
city-open = Орындалмаған
city-filter-remove = Сүзгіні алып тастау: { $name }
city-overdue-only = Тек мерзімі өткені
city-search = Нөмірі, мекенжайы немесе мәтіні бойынша іздеу
city-open-number = { $number } өтінімін ашу
city-found-part = Кемінде { $count } табылды
city-similar = «{ $text }» бойынша дәл сәйкестік жоқ. Ұқсас өтінімдер:
city-none-text = «{ $text }» бойынша ештеңе табылмады. Сөзді азайтып көріңіз немесе өтінім нөмірін жазыңыз.
city-none-signs = Кемінде бір әріп немесе сан жазыңыз.
city-none-newest = Соңғы өтінімдердің ішінде жоқ. Бұрынғыларын да қарауға болады.
city-all-categories = Барлық санат
city-found = Табылды: { $count }
city-none = Мұндай өтінім табылмады.
city-pending = Мақұлдауды күтетін орындаушылар
city-approve = Мақұлдау
city-order = Реттеу

order-BEST_MATCH = Алдымен сәйкестері
order-NEWEST = Алдымен жаңасы
order-OLDEST = Алдымен ескісі
order-DUE_FIRST = Мерзімі жақыны
order-UPDATED = Жақында өзгергені

request-number = Өтінім
request-due = Мерзімі
request-no-due = Мерзім белгіленбеген
request-created = Берілген күні
request-author = Автор
request-anonymous = Тұрғын
request-executor = Орындаушы
request-assigned = Тағайындалды
request-no-executor = Әлі тағайындалмаған
request-description = Сипаттама
request-timeline = Барысы
request-not-found = Мұндай өтінім жоқ немесе сізге ашық емес.
request-rating = Баға
request-followers = Бақылаушылар: { $count }
request-actions = Әрекеттер
request-merged-into = Негізгі өтінімді ашу
request-mine = Сіздің өтініміңіз
request-left = { $span } қалды
request-late = { $span } кешікті
request-paused = Мерзім тоқтатылған
request-removed = Мәтін өшірілген.
text-hidden = Модератор жасырды
text-kept = Жасырылған мәтін (тек әкімдік көреді)
# $reason (string): the reason of the officer
text-reason-said = Себебі: { $reason }
text-show = Қайта көрсету
text-hide-reason = Неге жасырамыз
text-hide-hint = Себебін бәрі көреді, ал авторға хат келеді.
text-hide-ADDRESS = Мекенжайды жасыру
text-hide-DESCRIPTION = Сипаттаманы жасыру
text-hide-STEP = Мәтінді жасыру
text-part-ADDRESS = Мекенжай
text-part-DESCRIPTION = Сипаттама
# $version (number): the number of the step
text-part-STEP = { $version }-қадамның сөздері
# $city (string): the name of a city
blocked-in-city = Әкімдік сізді { $city } қаласында бұғаттады: оқуға болады, жіберуге болмайды.
print-at = Басып шығарылды: { $moment }
print-shown = Парақта: { $count }
print-search = іздеу: { $text }

export-title = Файлмен жүктеп алу
export-hint = Жоғарыдағы сүзгілермен тізімдегі барлық өтінім — бәріне көрінетін күйінде.
export-personal = Авторлардың аты, поштасы және телефонымен
export-recorded =
    Мұндай файл тіркеледі: кім, қашан және қай өтінімдерді алғаны жазылады. Файлды дербес деректер туралы заң
    талабына сай сақтаңыз.
export-format-xlsx = Excel (XLSX)
export-format-csv = Кесте (CSV)
export-format-geojson = Карта (GeoJSON)
export-running = Файл дайындалып жатыр…
export-stop = Тоқтату
export-too-many = Өтінім саны { $count } шегінен асты. Сүзгіні тарылтыңыз немесе CSV алыңыз.
