report-title = Новая заявка
report-city = Город
report-address = Адрес
report-address-hint = Улица, дом или ориентир
report-category = Категория
report-description = Описание
report-description-hint = Что случилось? Чем это опасно?
report-place = Место на карте
report-place-missing = Отметьте место на карте
report-submit = Отправить заявку
report-sending = Отправляем…
report-nearby-title = Об этом уже сообщили?
report-nearby-finished = Работа уже выполнена: если проблема снова здесь, сообщите о ней отдельно
report-nearby-hint = Вместо новой заявки следите за этой: каждый её шаг придёт и вам.
report-follow-instead = Следить за этой
report-following = Вы следите
report-metres = { $count } м
report-draft-kept = Черновик хранится на этом устройстве.
report-retry = Отправить снова
report-need-signin = Чтобы отправить, войдите. Всё написанное сохранится.
report-waits-signin =
    Заявка сохранена на этом устройстве. Войдите или зарегистрируйтесь, и останется нажать «Отправить заявку».
report-only-citizens = Заявки подают только жители.
report-discard = Очистить
report-discard-sure = Очистить форму? Написанное и фото удалятся.
report-missing-location = Укажите место: нажмите на карту
report-missing-cityId = Выберите город
report-missing-address = Напишите адрес или ориентир
report-missing-categoryId = Выберите категорию
report-missing-description = Опишите, что случилось
report-waiting =
    Нет связи. Заявка сохранена: отправим сами, как только связь вернётся. Если закроете страницу, отправим, когда
    откроете её снова.
report-earlier-title = Первый вариант уже принят: { $number }
report-earlier-text =
    Ответ сервера до вас не дошёл, а потом вы изменили заявку. Изменения сохранены, но ещё не отправлены.
report-earlier-replace = Исправить: заменить принятую заявку этой
report-earlier-separate = Это другая проблема: отправить отдельно
report-earlier-keep = Оставить { $number } как есть
outbox-title = Заявки, которые ещё не отправлены
outbox-waits = Ждёт отправки
outbox-waiting = Ждёт связи: отправим сами
outbox-sending = Отправляется…
outbox-elsewhere = Отправляется в другой вкладке
outbox-refused = Не отправлено: нужна правка
outbox-edit = Вернуть в форму
outbox-mend = Исправить
outbox-arrived = Заявка отправлена: { $number }
outbox-not-replaced = Исправленная заявка отправлена: { $number }. Прежнюю ({ $old }) отозвать не удалось, она осталась.
outbox-open = Открыть
outbox-count =
    { $count ->
        [one] { $count } заявка ждёт отправки
        [few] { $count } заявки ждут отправки
       *[other] { $count } заявок ждут отправки
    }
report-place-or-address = Отметьте место на карте или напишите адрес
report-address-suggest = Начните писать улицу, дом или ориентир: подскажем и поставим точку
report-address-filled = Адрес взят по точке на карте. Его можно исправить.
report-suggestions = Подходящие адреса
report-suggestion-count =
    { $count ->
        [one] { $count } адрес подходит, выбирайте стрелками
        [few] { $count } адреса подходят, выбирайте стрелками
       *[other] { $count } адресов подходят, выбирайте стрелками
    }
report-kind-STREET = улица
report-kind-CROSSING = перекрёсток
report-kind-HOUSE = дом
report-kind-LANDMARK = ориентир
report-placed-address = Точка поставлена по адресу. Если она не там, нажмите на карту.
report-placed-street = Точка стоит посередине улицы. Нажмите на карту там, где проблема, или допишите номер дома.
report-category-search = Найти категорию
report-category-none = Такой категории нет. Напишите иначе или сотрите поиск и выберите «Другое».
report-category-suggested = Похоже, это:
report-description-optional = Описание (необязательно)
report-preview = Как увидят другие
report-preview-hint = Имя покажем без фамилии. Почта и телефон не видны.
report-no-description = Без описания
sent-title = Спасибо! Заявка принята
sent-number = Номер заявки
sent-due = Обещаем решить до
sent-next = Что дальше
sent-next-assign = Назначим исполнителя. Он начнёт работу и сфотографирует место.
sent-next-notify = О каждом шаге сообщим: здесь и в уведомлениях.
sent-next-verdict = Когда работу сделают, вы посмотрите фото и скажете, решена ли проблема.
sent-copy = Скопировать номер
sent-copied = Номер скопирован
sent-copy-by-hand = Скопируйте номер вручную
sent-again = Сообщить ещё
sent-close = Понятно
