nav-map = Карта
nav-mine = Менің өтінімдерім
nav-tasks = Тапсырмалар
nav-city = Қала
nav-sign-in = Кіру
nav-signout = Шығу
nav-notifications = Хабарламалар
nav-back = Артқа
nav-choose-city = Қаланы таңдаңыз
nav-language = Тіл
nav-skip = Мазмұнға өту
nav-close = Жабу
nav-menu = Аккаунт
nav-people = Адамдар
nav-mine-short = Өтінімдерім

page-forgot = Жаңа құпиясөз
page-reset = Жаңа құпиясөз
page-account = Менің аккаунтым
page-change-email = Жаңа пошта
page-people = Адамдар
page-policies = Орындау мерзімдері
page-rules = Тағайындау
page-receipt = Талонды тексеру

connection-offline = Интернет жоқ. Соңғы көрген деректер ашық тұр.
connection-reconnecting = Байланыс үзілді, қайта қосылудамыз…
connection-live = Тікелей эфир

language-kk = Қазақша
language-ru = Русский
language-en = English
language-short-kk = Қаз
language-short-ru = Рус
language-short-en = Eng
language-tag = kk-KZ

link-unknown = Мұндай бет жоқ
link-unknown-text = Сілтеме қате жазылған не толық емес болуы мүмкін. Картаны немесе өтінімдер тізімін ашыңыз.
link-faults = Сілтеменің бір бөлігі түсініксіз, ол ескерілмеді:
link-request = Бұл сілтеме ешбір өтінімге апармайды
link-request-text = Ол қате жазылған не толық емес болуы мүмкін.
link-search = Қала өтінімдерінен «{ $text }» іздеу
link-photo = Бұл фото мұнда жоқ. Оны алып тастаған болуы мүмкін.
update-ready = Беттің жаңа нұсқасы бар. Терген мәтініңіз сақталады.
update-accept = Жаңарту
update-later = Кейін
kept-shown = Сервермен байланыс жоқ. { $moment } кезіндегі деректер көрсетілді.
