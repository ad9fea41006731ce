nav-map = Карта
nav-mine = Мои заявки
nav-tasks = Задачи
nav-city = Город
nav-sign-in = Войти
nav-signout = Выйти
nav-notifications = Уведомления
nav-back = Назад
nav-choose-city = Выберите город
nav-language = Язык
nav-skip = К содержанию
nav-close = Закрыть
nav-menu = Аккаунт
nav-people = Люди
nav-mine-short = Заявки

page-forgot = Новый пароль
page-reset = Новый пароль
page-account = Мой аккаунт
page-change-email = Новая почта
page-people = Люди
page-policies = Сроки выполнения
page-rules = Распределение
page-receipt = Проверить талон

connection-offline = Нет интернета. Показываем последнее, что успели загрузить.
connection-reconnecting = Связь прервалась, подключаемся снова…
connection-live = В прямом эфире

language-kk = Қазақша
language-ru = Русский
language-en = English
language-short-kk = Қаз
language-short-ru = Рус
language-short-en = Eng
language-tag = ru-KZ

link-unknown = Такой страницы нет
link-unknown-text = Возможно, ссылка записана с ошибкой или не полностью. Откройте карту или список заявок.
link-faults = Часть ссылки непонятна и не учтена:
link-request = Эта ссылка не ведёт ни к какой заявке
link-request-text = Возможно, она записана с ошибкой или не полностью.
link-search = Искать «{ $text }» в заявках города
link-photo = Этого фото здесь нет. Возможно, его убрали.
update-ready = Есть новая версия страницы. Набранное сохранится.
update-accept = Обновить
update-later = Позже
kept-shown = Нет связи с сервером. Показано то, что было { $moment }.
