table-caption = Қала өтінімдері
table-column-number = Өтінім
table-column-problem = Мәселе және орны
table-column-author = Авторы
table-column-executor = Орындаушы
table-column-due = Мерзімі
table-column-wait = Басталғанша
table-column-work = Жұмыс
table-column-answer = Жауапқа дейін
table-column-photos = Фото
table-column-marks = Тексеру
table-column-rating = Баға
table-column-followers = Бақылаушылар
table-column-source = Қайдан келді
table-column-updated = Өзгерген уақыты
table-columns = Бағандар
table-so-far = әзірге
table-source-page = Сайт арқылы
table-from = Берілген күні:
table-to = дейін
table-more-filters = Тағы сүзгілер
table-period = Барлық уақыт
table-clear = Сүзгілерді тазарту
table-choose = { $number } өтінімін таңдау
table-choose-all = Көрсетілгеннің бәрін таңдау
table-drawer = { $number } өтінімі
table-above = Тізімдегі алдыңғы өтінім
table-below = Тізімдегі келесі өтінім
table-whole-page = Бет етіп ашу

bulk-title = Таңдалған өтінімдер
bulk-chosen = Таңдалды: { $count }
bulk-clear = Таңдауды алып тастау
bulk-other-number = басқа өтінім, нөмірі бойынша
bulk-note = Бәріне ортақ түсініктеме (міндетті емес)
bulk-note-hint = Оны әр өтінімнің жұмыс барысынан бәрі көреді.
bulk-done = Орындалды: { $count } ішінен { $done }.
bulk-refused = Орындалмады: { $count }.
bulk-unsent = Жіберілмеді: { $count }.
bulk-again = Қалғанын жіберу
bulk-anyway = Бәрібір біріктіру: { $count }
bulk-held = Бірнеше секундтан кейін жібереміз
undo-many = { $action }: { $count } өтінім

table-views = Сақталған көріністер
table-view-name = Қазіргі көріністің атауы
table-views-hint = Көрініс сүзгілерді, ретті және бағандарды осы құрылғыда сақтайды. Бөлісу үшін мекенжайды көшіріңіз.
table-view-remove = { $name } көрінісін жою

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
zone-counts = { $requests } өтінім, мерзімі бұзылғаны: { $late }.
zone-more = Алдыңғы кезеңнен { $percent } % көп.
zone-fewer = Алдыңғы кезеңнен { $percent } % аз.
zone-same = Алдыңғы кезеңдегідей.
zone-unnamed = { $number }-аймақ
zone-open = Өтінімдерін көрсету
zone-on-map = Картадан көру

export-title = Файлмен жүктеп алу
export-hint = Таңдалған сүзгілермен тізімдегі барлық өтінім — бәріне көрінетін күйінде.
export-hint-personal = Таңдалған сүзгілермен тізімдегі барлық өтінім, жасырылған фотолармен бірге.
export-personal = Авторлардың аты, поштасы және телефонымен
export-recorded =
    Мұндай файл тіркеледі: кім, қашан және қай өтінімдерді алғаны жазылады. Файлды дербес деректер туралы заң
    талабына сай сақтаңыз.
export-format-xlsx = Excel (XLSX)
export-format-csv = Кесте (CSV)
export-format-geojson = Карта (GeoJSON)
export-records = Жақында алынған дербес деректері бар файлдар
export-operator = сайт операторы
export-incomplete = (соңына дейін емес)
export-running = Файл дайындалып жатыр…
export-stop = Тоқтату
export-too-many = Өтінім саны { $count } шегінен асты. Сүзгіні тарылтыңыз немесе CSV алыңыз.
