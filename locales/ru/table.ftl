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

table-views = Виды
table-view-name = Название текущего вида
table-views-hint = Вид хранит фильтры, порядок и столбцы на этом устройстве. Чтобы поделиться, скопируйте адрес.
table-view-remove = Удалить вид { $name }
