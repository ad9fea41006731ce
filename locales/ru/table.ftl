table-caption = Заявки города
table-column-number = Заявка
table-column-problem = Проблема и место
table-column-author = Автор
table-column-executor = Исполнитель
table-column-due = Срок
table-column-wait = До начала
table-column-work = Работа
table-column-answer = До ответа
table-column-photos = Фото
table-column-marks = На проверку
table-column-rating = Оценка
table-column-followers = Следят
table-column-source = Источник
table-column-updated = Изменена
table-columns = Столбцы
table-so-far = пока
table-source-page = Через сайт
table-from = Поданы с
table-to = по
table-more-filters = Ещё фильтры
table-period = За всё время
table-clear = Сбросить фильтры
table-choose = Выбрать заявку { $number }
table-choose-all = Выбрать все показанные
table-drawer = Заявка { $number }
table-above = Предыдущая заявка списка
table-below = Следующая заявка списка
table-whole-page = Открыть страницей

bulk-title = Выбранные заявки
bulk-chosen = Выбрано: { $count }
bulk-clear = Снять выбор
bulk-other-number = другая заявка, по номеру
bulk-note = Пояснение ко всем (не обязательно)
bulk-note-hint = Его увидят все в ходе работ каждой заявки.
bulk-done = Сделано: { $done } из { $count }.
bulk-refused = Не удалось: { $count }.
bulk-unsent = Не отправлено: { $count }.
bulk-again = Отправить остальные
bulk-anyway = Всё равно объединить: { $count }
bulk-held = Отправим через несколько секунд
undo-many =
    { $action }: { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[other] { $count } заявок
    }

table-views = Сохранённые виды
table-view-name = Название текущего вида
table-views-hint = Вид хранит фильтры, порядок и столбцы на этом устройстве. Чтобы поделиться, скопируйте адрес.
table-view-remove = Удалить вид { $name }

zone-title = Проблемные зоны
zone-hint =
    Части города около 900 метров в поперечнике, где заявок или нарушений срока намного больше, чем можно
    ожидать по городу. Зоны, где заявок мало, не сравниваются.
zone-period = Период
zone-period-FOUR_WEEKS = 4 недели
zone-period-THIRTEEN_WEEKS = 13 недель
zone-period-FIFTY_TWO_WEEKS = 52 недели
zone-order = Сравнить по
zone-order-REQUESTS = числу заявок
zone-order-LATE = нарушенным срокам
zone-counts =
    { $requests ->
        [one] { $requests } заявка
        [few] { $requests } заявки
       *[many] { $requests } заявок
    }, с нарушением срока: { $late }.
zone-more = На { $percent } % больше, чем за прошлый период.
zone-fewer = На { $percent } % меньше, чем за прошлый период.
zone-same = Столько же, сколько за прошлый период.
zone-unnamed = Зона { $number }
zone-open = Показать заявки
zone-on-map = На карте

export-title = Скачать файлом
export-hint = Все заявки списка с выбранными фильтрами — так, как их видят все.
export-hint-personal = Все заявки списка с выбранными фильтрами, включая скрытые фото.
export-personal = С именами, почтой и телефонами авторов
export-recorded =
    Такая выгрузка записывается: кто, когда и какие заявки взял. Храните файл так, как требует закон о
    персональных данных.
export-format-xlsx = Excel (XLSX)
export-format-csv = Таблица (CSV)
export-format-geojson = Карта (GeoJSON)
export-records = Недавние выгрузки с персональными данными
export-operator = оператор сайта
export-incomplete = (не до конца)
export-running = Файл готовится…
export-stop = Остановить
export-too-many = Больше { $count } заявок. Сузьте фильтры или возьмите CSV.
