counter-total = Всего
counter-open = Открыто
counter-overdue = Просрочено
counter-done = Выполнено

mine-title = Ваши заявки
mine-empty = У вас пока нет заявок.
mine-tasks-title = Задачи
mine-mine-tasks = Моя работа
mine-free-tasks = Свободные заявки города
mine-no-tasks = Вам пока ничего не назначено.
mine-no-free = Свободных заявок сейчас нет.
mine-signin-first = Войдите, чтобы видеть свои заявки.
mine-more = Показать ещё
mine-loading = Загружаем…

city-title = Панель акимата
city-public-title = Заявки города
city-alerts = Просрочки и риски
city-all = Все
city-done = Выполненные
city-open = Не выполненные
city-filter-remove = Убрать фильтр: { $name }
city-overdue-only = Только просроченные
city-search = Поиск по номеру, адресу или тексту
city-open-number = Открыть заявку { $number }
city-found-part = Найдено не меньше { $count }
city-similar = Точных совпадений с «{ $text }» нет. Похожие заявки:
city-none-text = По запросу «{ $text }» ничего не найдено. Попробуйте меньше слов или номер заявки.
city-none-signs = Введите хотя бы одну букву или цифру.
city-none-newest = Среди последних заявок ничего нет. Можно посмотреть более ранние.
city-all-categories = Все категории
city-found = Найдено: { $count }
city-none = Таких заявок нет.
city-pending = Исполнители ждут одобрения
city-approve = Одобрить
city-order = Порядок

order-BEST_MATCH = Сначала подходящие
order-NEWEST = Сначала новые
order-OLDEST = Сначала старые
order-DUE_FIRST = Сначала срочные
order-UPDATED = Недавно изменённые

request-number = Заявка
request-due = Срок
request-no-due = Срок не назначен
request-created = Подана
request-author = Автор
request-anonymous = Житель
request-executor = Исполнитель
request-assigned = Назначена
request-no-executor = Пока не назначен
request-description = Описание
request-timeline = Ход работ
request-not-found = Такой заявки нет или она вам не видна.
request-rating = Оценка
request-followers = Следят: { $count }
request-actions = Действия
request-merged-into = Открыть основную заявку
request-mine = Ваша заявка
request-left = осталось { $span }
request-late = опоздание { $span }
request-paused = Срок приостановлен
request-removed = Текст удалён.
text-hidden = Скрыто модератором
text-kept = Скрытый текст (видит только акимат)
# $reason (string): the reason of the officer
text-reason-said = Причина: { $reason }
text-show = Показать снова
text-hide-reason = Почему скрываем
text-hide-hint = Причину увидят все, а автор получит её письмом.
text-hide-ADDRESS = Скрыть адрес
text-hide-DESCRIPTION = Скрыть описание
text-hide-STEP = Скрыть текст
text-part-ADDRESS = Адрес
text-part-DESCRIPTION = Описание
# $version (number): the number of the step
text-part-STEP = Слова шага { $version }
# $city (string): the name of a city
blocked-in-city = Акимат заблокировал вас в этом городе ({ $city }): читать можно, отправлять нельзя.
print-at = Напечатано: { $moment }
print-shown = На листе: { $count }
print-search = поиск: { $text }

export-title = Скачать файлом
export-hint = Все заявки списка с выбранными выше фильтрами — так, как их видят все.
export-personal = С именами, почтой и телефонами авторов
export-recorded =
    Такая выгрузка записывается: кто, когда и какие заявки взял. Храните файл так, как требует закон о
    персональных данных.
export-format-xlsx = Excel (XLSX)
export-format-csv = Таблица (CSV)
export-format-geojson = Карта (GeoJSON)
export-running = Файл готовится…
export-stop = Остановить
export-too-many = Больше { $count } заявок. Сузьте фильтры или возьмите CSV.
