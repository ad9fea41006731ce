failure-NETWORK = Не удалось связаться с сервером
failure-UNAUTHENTICATED = Сначала войдите
failure-NOT_ALLOWED = У вас нет на это прав
failure-NOT_FOUND = Не найдено
failure-ILLEGAL_TRANSITION = Заявка уже изменилась, это действие больше невозможно
failure-INVALID_INPUT = Проверьте данные
failure-RATE_LIMITED = Слишком часто. Подождите немного
failure-CONFLICT = Такая запись уже есть
failure-CURSOR_EXPIRED = Обновляем данные
failure-TOO_LARGE = Фото вместе слишком большие. Уберите одно и отправьте снова
failure-CANCELLED = Отправка остановлена
failure-TOO_SLOW = Связь слишком медленная, фото не успели дойти. Уберите часть фото или найдите сеть получше
failure-STORAGE = Сейчас сохранить не получается. Попробуйте чуть позже
failure-EVIDENCE_REUSED = Это фото уже было в другой заявке
failure-PHOTOS_LOST = Фото не сохранились на этом устройстве. Добавьте их снова
failure-other = Что-то пошло не так
failure-wait = Слишком много запросов. Повторите через { $span }
failure-patience = Сервер занят. Данные загрузятся сами через { $span }
failure-gave-up = Не все данные загрузились: слишком много запросов из вашей сети.
failure-retry = Повторить
failure-bad-credentials = Неверная почта или пароль

field-failure-least =
    { $count ->
        [one] Напишите не меньше { $count } знака
       *[other] Напишите не меньше { $count } знаков
    }
field-failure-limit =
    { $count ->
        [one] Помещается не больше { $count } знака
       *[other] Помещается не больше { $count } знаков
    }
field-failure-email = Проверьте почту: она уже занята, записана с ошибкой или (для акимата) не в домене gov.kz
field-failure-password = Выберите другой пароль: не короче 8 знаков, не из распространённых, не имя и не почта
field-failure-name = Укажите имя человека: без должности, ссылок, адресов и номеров телефона
field-failure-location = Это место вне выбранного города
field-failure-dueAt = Новый срок должен быть позже прежнего
field-failure-intoId = Выберите действующую заявку того же города
field-failure-executorId = Выберите одобренного исполнителя этого города
field-failure-categoryId = Выберите другую категорию
field-failure-photos = Эти фото не подходят: нужны JPEG, PNG или WebP до 15 МБ, не больше пяти
field-failure-avatar = Это фото не подходит: нужен JPEG, PNG или WebP до 15 МБ
field-failure-empty = Заполните это поле
field-too-long =
    { $surplus ->
        [one] Слишком длинно: уберите { $surplus } знак, помещается { $limit }
        [few] Слишком длинно: уберите { $surplus } знака, помещается { $limit }
       *[other] Слишком длинно: уберите { $surplus } знаков, помещается { $limit }
    }
field-count = { $count } из { $limit }
